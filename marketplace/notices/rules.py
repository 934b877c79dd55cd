"""When a person is told, by the hours of their own zone. Pure."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DIGEST_HOUR: Final = 7


def quiet_end(moment: datetime, zone: str, first: int, last: int) -> datetime | None:
    """Return when the quiet hours end that an aware moment falls into; None outside of them.

    They go from the hour ``first`` up to the hour ``last`` of ``zone``, over midnight where
    ``last`` comes earlier; the same hour twice: there are none.
    """
    local = moment.astimezone(ZoneInfo(zone))
    over_midnight = first > last
    is_late, is_early = local.hour >= first, local.hour < last
    if not (is_late or is_early if over_midnight else is_late and is_early):
        return None
    day = local.date() + timedelta(days=over_midnight and is_late)
    return datetime.combine(day, time(last), ZoneInfo(zone))


def digest_of(moment: datetime, zone: str) -> tuple[date, datetime] | None:
    """Return the day whose mail is due at an aware moment, and up to when its notices came.

    None before the day's hour: what came since yesterday's waits for it.
    """
    local = moment.astimezone(ZoneInfo(zone))
    cut = datetime.combine(local.date(), time(DIGEST_HOUR), ZoneInfo(zone))
    return (local.date(), cut) if local >= cut else None
