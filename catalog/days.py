"""Which days of a dated variant are free, and why something cannot be wanted for others.

What is booked is counted by the room that knows orders (``booked_by``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.closed_day_models import ClosedDay
from catalog.dating import Dating
from catalog.day_rules import DAYS_AHEAD, LOOKED_AHEAD, ONE_DAY, Days, first_free, ready_on
from catalog.models import Sku
from marketplace.core import clock, moments
from marketplace.core.errors import OutOfStock, RuleViolation
from marketplace.core.holidays import closed_from
from marketplace.core.money import grouped

Booked = Mapping[tuple[int, date], int]  # pieces by variant and day
Count = Callable[[Iterable[int], date, int | None], Booked]
_counts: list[Count] = []


class DayMissing(RuleViolation):
    """What is wanted for days lacks them."""

    code = "day_missing"


class DayNotAsked(RuleViolation):
    """Goods have no day, a service no last day, a rental no hour."""

    code = "day_not_asked"


class DayPassed(RuleViolation):
    """The day lies behind us."""

    code = "day_passed"


class DayTooSoon(RuleViolation):
    """The shop needs more working days than are left until the day."""

    code = "day_too_soon"


class DayTooFar(RuleViolation):
    """The day lies further ahead than anything is booked."""

    code = "day_too_far"


class DaysReversed(RuleViolation):
    """The last day lies before the first."""

    code = "days_reversed"


class DayFull(OutOfStock):
    """Fewer are free on a day than are wanted, or the shop is closed."""

    code = "day_full"


def booked_by(count: Count) -> None:
    """Let the room above count, at ``ready()``, the pieces booked by variant and day.

    It is given the variants, the first day that counts, and the key of an order to leave out.
    """
    _counts.append(count)


@dataclass(frozen=True)
class Calendar:
    """The days of one variant as they are seen on ``today`` in the zone of who buys."""

    sku: Sku
    zone: str
    today: date
    ready: date
    booked: Mapping[date, int]
    closed: frozenset[date]

    def free(self, day: date) -> int:
        """Return how many pieces are free on a day; none on a closed one."""
        if day in self.closed:
            return 0
        return max(0, (self.sku.capacity_per_day or 0) - self.booked.get(day, 0))

    def next_free(
        self, pieces: int = 1, number: int = 1, *, after: date | None = None
    ) -> date | None:
        """Return the first day, no earlier than the shop is ready, with so many for so long."""
        return first_free(max(self.ready, after or self.ready), number, pieces, self.free)

    def refusal(
        self, wanted: Days | None, pieces: int, *, holds: bool = False
    ) -> RuleViolation | None:
        """Say why so many pieces cannot be wanted for these days; None if they can.

        ``holds``: they have their places, whatever the shop has closed or lowered since.
        """
        if wanted is None:
            words = _("“%(name)s” is booked for days. Say for which. %(next)s")
            return self._say(DayMissing, words, next=self._next(pieces, 1))
        refusal = self._shape(wanted) or self._reach(wanted)
        return refusal if refusal or holds else self._room(wanted, pieces)

    def _shape(self, wanted: Days) -> RuleViolation | None:
        is_rental = self.sku.dating == Dating.RENTAL
        if is_rental and wanted.last is None:
            words = _("“%(name)s” is rented by the day. Say the last day too.")
            return self._say(DayMissing, words, field="wanted_until")
        if is_rental and wanted.hour is not None:
            words = _("“%(name)s” is rented by the day, without an hour. Leave the hour out.")
            return self._say(DayNotAsked, words, field="wanted_hour")
        if not is_rental and wanted.last is not None:
            words = _("“%(name)s” is for one day. Leave the last day out.")
            return self._say(DayNotAsked, words, field="wanted_until")
        if wanted.number < 1:
            words = _("The last day, %(last)s, lies before the first, %(day)s. Choose a later one.")
            return self._say(
                DaysReversed, words, wanted, field="wanted_until", last=moments.day(wanted.end)
            )
        return None

    def _reach(self, wanted: Days) -> RuleViolation | None:
        """Refuse days that have passed, come too soon for the shop, or lie too far ahead."""
        if passed := day_passed(self.sku, wanted, self.zone):
            return passed
        if wanted.first < self.ready:
            words = ngettext(
                "“%(name)s” needs %(needed)s working day. The earliest day is %(next)s.",
                "“%(name)s” needs %(needed)s working days. The earliest day is %(next)s.",
                self.sku.lead_days or 0,
            )
            return self._say(
                DayTooSoon,
                words,
                wanted,
                needed=grouped(self.sku.lead_days or 0),
                next=moments.day(self.ready),
            )
        last = self.today + ONE_DAY * DAYS_AHEAD
        if wanted.end > last:
            words = _("Days are booked until %(last)s, within a year. Choose an earlier day.")
            field = "wanted_until" if wanted.first <= last else "wanted_on"
            return self._say(DayTooFar, words, wanted, last=moments.day(last), field=field)
        return None

    def _room(self, wanted: Days, pieces: int) -> RuleViolation | None:
        short = next((day for day in wanted if self.free(day) < pieces), None)
        if short is None:
            return None
        words = (
            _("The shop of “%(name)s” is closed on %(day)s. %(next)s")
            if short in self.closed
            else _(
                "“%(name)s” has %(left)s of %(all)s left on %(day)s, and %(wanted)s are wanted. "
                "%(next)s"
            )
        )
        return self._say(
            DayFull,
            words,
            Days(short),
            left=grouped(self.free(short)),
            all=grouped(self.sku.capacity_per_day or 0),
            wanted=grouped(pieces),
            next=self._next(pieces, wanted.number, after=wanted.first),
        )

    def _next(self, pieces: int, number: int, *, after: date | None = None) -> str:
        """Return the next step of a refusal: the day to choose, or that there is none."""
        day = self.next_free(pieces, number, after=after)
        if day is None:
            return _(
                "No day within %(days)s days has so many free: take fewer, or ask another shop."
            ) % {"days": LOOKED_AHEAD}
        return _("The next day with so many free is %(day)s.") % {"day": moments.day(day)}

    def _say(
        self,
        kind: type[RuleViolation],
        words: str,
        days: Days | None = None,
        *,
        field: str = "wanted_on",
        **numbers: str,
    ) -> RuleViolation:
        named: dict[str, Any] = {"name": self.sku.title, **numbers}
        if days is not None:
            named["day"] = moments.day(days.first)
        return kind(words % named, field=field, sku_id=self.sku.pk)


def day_passed(sku: Sku, wanted: Days, zone: str) -> DayPassed | None:
    """Say that the day of something, or its hour today, lies behind us; None while it lies ahead.

    The twin is ``orders_guard_wanted``.
    """
    now = clock.now().astimezone(ZoneInfo(zone))
    if wanted.first > now.date() or (
        wanted.first == now.date() and (wanted.hour is None or wanted.hour > now.time())
    ):
        return None
    words = _("“%(name)s” is wanted for %(day)s, which has passed. Choose a later day.")
    numbers = {"name": sku.title, "day": moments.span(wanted.first, None, wanted.hour, zone)}
    return DayPassed(words % numbers, field="wanted_on", sku_id=sku.pk)


def calendars(skus: Iterable[Sku], zone: str, *, but: int | None = None) -> dict[int, Calendar]:
    """Return the days of those variants that are dated, in three queries for all; none without.

    ``zone``: of the office that buys. ``but``: the key of an order whose own bookings do not count.
    """
    today = clock.today(zone)
    dated = [sku for sku in skus if sku.is_dated]
    if not dated:
        return {}
    keys, holidays = [sku.pk for sku in dated], closed_from(today)
    booked: dict[int, dict[date, int]] = {pk: {} for pk in keys}
    for count in _counts:
        for (pk, day), pieces in count(keys, today, but).items():
            booked[pk][day] = booked[pk].get(day, 0) + pieces
    closed: dict[int, set[date]] = {sku.vendor_id: set() for sku in dated}
    rows = ClosedDay.objects.filter(vendor__in=closed, day__gte=today).order_by()
    for vendor_id, day in rows.values_list("vendor_id", "day"):
        closed[vendor_id].add(day)
    return {
        sku.pk: Calendar(
            sku,
            zone,
            today,
            ready_on(today, sku.lead_days, holidays),
            booked[sku.pk],
            frozenset(closed[sku.vendor_id]),
        )
        for sku in dated
    }


def day_refusal(
    sku: Sku,
    known: Mapping[int, Calendar],
    wanted: Days | None,
    pieces: int,
    *,
    holds: bool = False,
) -> RuleViolation | None:
    """Say why so many pieces cannot be wanted for these days, or for none; None if they can.

    ``known``: of ``calendars``, for all variants that are dated. ``holds``: as ``refusal`` says.
    """
    if sku.pk in known:
        return known[sku.pk].refusal(wanted, pieces, holds=holds)
    return None if wanted is None else not_dated(sku)


def not_dated(sku: Sku) -> RuleViolation:
    """Say that goods without days are wanted for one."""
    words = _("“%(name)s” is not booked for a day any more. Take it out and choose it anew.")
    return DayNotAsked(words % {"name": sku.title}, field="wanted_on", sku_id=sku.pk)


def require_days(
    sku: Sku,
    known: Mapping[int, Calendar],
    wanted: Days | None,
    pieces: int,
    *,
    holds: bool = False,
) -> None:
    """Refuse days for which so many pieces cannot be had.

    Raises: DayMissing, DayNotAsked, DayPassed, DayTooSoon, DayTooFar, DaysReversed, DayFull.
    """
    refusal = day_refusal(sku, known, wanted, pieces, holds=holds)
    if refusal is not None:
        raise refusal
