"""When people work: local moments moved into the hours of offices and of shops."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def office_moment(moment: datetime) -> datetime:
    """The same local moment, moved to the next working hour (08.00-15.59, Monday to Friday)."""
    if moment.hour >= 16:
        moment = datetime.combine(
            moment.date() + timedelta(days=1), time(8, moment.minute), moment.tzinfo
        )
    if moment.hour < 8:
        moment = moment.replace(hour=8)
    while moment.weekday() >= 5:
        moment += timedelta(days=1)
    return moment


def shop_moment(moment: datetime) -> datetime:
    """The same local moment, moved to the next hour in which a shop answers (7 to 21, any day)."""
    if moment.hour >= 21:
        moment += timedelta(days=1)
    return moment if 7 <= moment.hour < 21 else moment.replace(hour=7)
