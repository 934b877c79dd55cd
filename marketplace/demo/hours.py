"""When people work, in local time: offices, shops, and machines that never rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from marketplace.demo.seeded import roll


@dataclass(frozen=True)
class Hours:
    """Opening hours: the first ``days`` days of the week, from ``opens`` until before ``closes``.

    Moments are aware and come back in UTC; Indonesian zones have no summer time.
    """

    days: int
    opens: int
    closes: int

    def contain(self, moment: datetime, zone: str) -> bool:
        """Say whether a moment falls into the hours for people in ``zone``."""
        local = moment.astimezone(ZoneInfo(zone))
        return local.weekday() < self.days and self.opens <= local.hour < self.closes

    def at_or_after(self, moment: datetime, zone: str) -> datetime:
        """Return the same moment, or the next opening with the minute kept."""
        local = moment.astimezone(ZoneInfo(zone))
        if local.hour >= self.closes:
            local = _at(local + timedelta(days=1), self.opens, local.minute)
        if local.hour < self.opens:
            local = _at(local, self.opens, local.minute)
        while local.weekday() >= self.days:
            local = _at(local + timedelta(days=1), self.opens, local.minute)
        return local.astimezone(UTC)

    def at_or_before(
        self, moment: datetime, zone: str, *words: object, last_minutes: int = 0
    ) -> datetime:
        """Return the same moment, or one of the last day before it, chosen by ``words``.

        last_minutes: choose only within so many minutes before closing; 0: within the whole day.
        """
        if self.contain(moment, zone):
            return moment.astimezone(UTC)
        local = moment.astimezone(ZoneInfo(zone))
        day = local if local.hour >= self.closes else local - timedelta(days=1)
        while day.weekday() >= self.days:
            day -= timedelta(days=1)
        length = (self.closes - self.opens) * 60
        within = min(last_minutes or length, length)
        minute = length - 1 - roll(*words, moment.date(), "minute") % within
        return (_at(day, self.opens, 0) + timedelta(minutes=minute)).astimezone(UTC)


def _at(day: datetime, hour: int, minute: int) -> datetime:
    return datetime.combine(day.date(), time(hour, minute), day.tzinfo)


OFFICE = Hours(days=5, opens=8, closes=16)
SHOP = Hours(days=7, opens=7, closes=21)
ALWAYS = Hours(days=7, opens=0, closes=24)
