"""Office moments chosen by words: on a day about so long ago, or some hours after another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from marketplace.demo.hours import OFFICE
from marketplace.demo.seeded import between

SATURDAY = 5


def office_moment(day: datetime, zone: str, *words: object) -> datetime:
    """Return a moment of the working day that ``day`` falls on locally, or of the one before."""
    local = day.astimezone(ZoneInfo(zone))
    while local.weekday() >= SATURDAY:
        local -= timedelta(days=1)
    hour = between(OFFICE.opens, OFFICE.closes - 1, *words, "hour")
    return local.replace(hour=hour, minute=between(0, 59, *words, "minute")).astimezone(UTC)


def later(moment: datetime, hours: int, zone: str, *words: object) -> datetime:
    """Return a working moment up to ``hours`` after another."""
    return OFFICE.at_or_after(moment + timedelta(minutes=between(20, hours * 60, *words)), zone)
