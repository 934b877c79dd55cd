"""Moments that a calendar makes hard, and enough others that each weekday and hour comes up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
HOURS_A_WEEK = 168
# Public holidays that come each year, and the first days of Idulfitri (by the ministers' decree
# or, where there is none yet, as calculated): offices are closed around them for a week.
YEARLY = ((5, 1), (6, 1), (8, 17), (12, 25))
EID = (date(2026, 3, 20), date(2027, 3, 10), date(2028, 2, 27), date(2029, 2, 15))


@dataclass(frozen=True)
class Instant:
    """A moment (UTC) and why it is hard."""

    at: datetime
    why: str


def local(zone: str, day: date, hour: int, minute: int = 0) -> datetime:
    """Return a local moment in UTC."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def leap_day(year: int) -> date:
    """Return the next 29 February from a year on."""
    while year % 4 or (year % 100 == 0 and year % 400):
        year += 1
    return date(year, 2, 29)


def hardest(year: int) -> tuple[Instant, ...]:
    """Return the four that are really loaded: turn of the year, New Year, leap day, a Monday."""
    return (
        Instant(local(WIT, date(year, 12, 31), 23, 30), "31 December 23:30 WIT"),
        Instant(local(WIB, date(year + 1, 1, 1), 0, 30), "1 January 00:30 WIB"),
        Instant(local(WITA, leap_day(year), 12), "29 February"),
        Instant(local(WIB, _monday_after(date(year + 1, 3, 14)), 7, 50), "Monday before office"),
    )


def instants(year: int, count: int, chance: random.Random) -> list[Instant]:
    """Return ``count`` different moments from ``year`` on, the hardest first."""
    found: dict[datetime, Instant] = {}
    for instant in _all(year, chance):
        found.setdefault(instant.at, instant)
        if len(found) == count:
            break
    return list(found.values())


def _all(year: int, chance: random.Random) -> Iterator[Instant]:
    yield from hardest(year)
    for zone, name in ((WIB, "WIB"), (WITA, "WITA"), (WIT, "WIT")):
        for turn in (year, year + 1):
            yield Instant(local(zone, date(turn, 12, 31), 23, 30), f"31 December 23:30 {name}")
    for day in range(1, 6):
        for hour in (0, 7, 10, 17):
            yield Instant(local(WIB, date(year + 1, 1, day), hour, 30), f"{day} January")
    yield from _around_holidays(year)
    yield from _hours_of_a_week(year)
    yield from _month_ends(year)
    while True:
        minutes = chance.randrange(2 * 366 * 24 * 60)
        yield Instant(datetime(year, 7, 1, tzinfo=UTC) + timedelta(minutes=minutes), "any moment")


def _around_holidays(year: int) -> Iterator[Instant]:
    holidays = [date(year + 1, month, day) for month, day in YEARLY]
    holidays += [day for day in EID if year < day.year <= year + 2]
    for holiday in holidays:
        for days in (-1, 0, 1, 7):
            at = local(WITA, holiday + timedelta(days=days), 9)
            yield Instant(at, f"around {holiday:%d %B %Y}")


def _hours_of_a_week(year: int) -> Iterator[Instant]:
    """Each weekday and hour once, every one in another week of the year."""
    monday = _monday_after(date(year + 1, 1, 1))
    for number in range(HOURS_A_WEEK):
        week = timedelta(weeks=number * 7 % 52)
        at = local(WIB, monday, 0, 15) + week + timedelta(hours=number)
        yield Instant(at, f"{at.astimezone(ZoneInfo(WIB)):%A %H}:15")


def _month_ends(year: int) -> Iterator[Instant]:
    for month in range(1, 13):
        last = date(year + 1 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        for hour in (6, 23):
            yield Instant(local(WIB, last, hour, 55), "month end")


def _monday_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
