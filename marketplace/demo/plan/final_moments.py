"""How many orders end in which state, and when: near now while open, anywhere when closed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from marketplace.demo.hours import OFFICE
from marketplace.demo.plan.steps import ANSWER_WITHIN, expiry_before, hours_of
from marketplace.demo.seeded import roll

# State an order ends in -> how many. Together about a year of five busy governments.
COUNTS: dict[str, int] = {
    "settled": 50,
    "paid": 7,
    "handed_over": 8,
    "received": 5,
    "shipped": 6,
    "accepted": 6,
    "issued": 8,
    "submitted": 7,
    "draft": 4,
    "returned": 5,
    "rejected": 6,
    "declined": 6,
    "expired": 5,
    "cancelled": 6,
    "stopped": 2,
    "terminated": 2,
    "disputed": 4,
}
# Orders under way took their last step at most so many days ago; paid ones have a window.
_RECENT_DAYS = {
    "draft": 5,
    "submitted": 3,
    "issued": 1,
    "accepted": 5,
    "shipped": 6,
    "received": 6,
    "handed_over": 10,
    "returned": 6,
    "disputed": 10,
}
OPEN = {*_RECENT_DAYS, "paid"}
_CLOSED_DAYS = (3, 330)
_LATEST = timedelta(minutes=10)  # before now
_ROOM_AFTER_HANDOVER = timedelta(hours=2)  # the card that is declined is tried in them
_LAST_HOUR = 60
_SPARE = timedelta(hours=6)  # that a shop still has to answer
_PAYING_ZONE = "Asia/Makassar"
_BANK_ZONE = "Asia/Jakarta"
_SETTLEMENT_RUN = time(20)


class FinalMoments:
    """Chooses the last moment of each order: before now, in the hours of whoever acts."""

    def __init__(self, now: datetime) -> None:
        self._latest = now - _LATEST
        self._paid_from = self._working_day_before_last()
        self._paid_at: set[datetime] = set()

    def of(self, code: str, final: str, zone: str) -> datetime:
        """Return when the order reached its final state."""
        if final == "paid":
            return self._paid(code, zone)
        if final in _RECENT_DAYS:
            return self._recent(code, final, zone)
        latest = self._paid_from if final == "settled" else self._latest
        low, high = (timedelta(days=days) for days in _CLOSED_DAYS)
        at = latest - low - _share(high - low, code, "closed")
        if final == "expired":
            return expiry_before(code, at, zone)
        if final == "settled":
            return _settlement_before(at)
        return hours_of(final).at_or_before(at, zone, code, final)

    def _recent(self, code: str, final: str, zone: str) -> datetime:
        latest = self._latest
        if final == "handed_over":
            latest = OFFICE.at_or_before(latest, zone, code, "last") - _ROOM_AFTER_HANDOVER
        at = latest - _share(timedelta(days=_RECENT_DAYS[final]), code, "open")
        at = hours_of(final).at_or_before(at, zone, code, final)
        if final == "issued" and latest - at > ANSWER_WITHIN - _SPARE:
            # Over a weekend the shop's three days would run out: it was issued late on Friday.
            return OFFICE.at_or_before(latest, zone, code, final, last_minutes=_LAST_HOUR)
        return at

    def _paid(self, code: str, zone: str) -> datetime:
        """After the last settlement run, and no two at the same minute."""
        at = self._paid_from + _share(self._latest - self._paid_from, code, "paid")
        at = OFFICE.at_or_before(at, zone, code, "paid").replace(second=0, microsecond=0)
        opening = OFFICE.at_or_after(self._paid_from, zone)
        at = self._free_minute(max(at, opening), opening, zone)
        self._paid_at.add(at)
        return at

    def _free_minute(self, at: datetime, opening: datetime, zone: str) -> datetime:
        """Return the nearest office minute at which no other order was paid."""
        for minutes in range(24 * 60):
            for near in (at + timedelta(minutes=minutes), at - timedelta(minutes=minutes)):
                fits = opening <= near <= self._latest and OFFICE.contain(near, zone)
                if fits and near not in self._paid_at:
                    return near
        raise ValueError("more orders are paid at once than a day has minutes")

    def _working_day_before_last(self) -> datetime:
        """Return the midnight from which offices have been open for more than a whole day."""
        last = OFFICE.at_or_before(self._latest, _PAYING_ZONE, "paid").astimezone(
            ZoneInfo(_PAYING_ZONE)
        )
        day = OFFICE.at_or_before(
            datetime.combine(last.date(), time(0), last.tzinfo), _PAYING_ZONE, "paid"
        ).astimezone(ZoneInfo(_PAYING_ZONE))
        return datetime.combine(day.date(), time(0), day.tzinfo)


def _settlement_before(moment: datetime) -> datetime:
    """Return the last daily settlement run before a moment."""
    local = moment.astimezone(ZoneInfo(_BANK_ZONE))
    run = datetime.combine(local.date(), _SETTLEMENT_RUN, local.tzinfo)
    return (run if run <= local else run - timedelta(days=1)).astimezone(UTC)


def _share(span: timedelta, code: str, word: str) -> timedelta:
    return span * (roll(code, word) / 2**32)
