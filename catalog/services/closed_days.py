"""Use-cases of the shop about the days on which it is closed."""

from datetime import date

from django.utils.translation import gettext as _

from catalog import policies
from catalog.closed_day_models import ClosedDay
from catalog.day_rules import DAYS_AHEAD, ONE_DAY, Days
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, moments
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require
from vendors.models import Vendor


@guards.use_case
def close_days(*, vendor_id: int, first: date, last: date | None = None, actor: User) -> list[date]:
    """Close a shop on the days from ``first`` to ``last``; return those that were open.

    What is booked for them stays; nothing more can be. Raises: NotAllowed, RuleViolation.
    """
    vendor = lock_one(Vendor, vendor_id)
    require(policies.can_list(actor, vendor))
    days = Days(first, last)
    _require_ahead(days, clock.today(vendor.time_zone))
    known = ClosedDay.objects.filter(vendor=vendor, day__in=list(days))
    before = set(known.values_list("day", flat=True))
    closed = [day for day in days if day not in before]
    ClosedDay.objects.bulk_create(
        ClosedDay(vendor=vendor, day=day, closed_by=actor, closed_at=clock.now()) for day in closed
    )
    if closed:
        audit.record("vendor.days_closed", actor=actor, subject=vendor, days=closed)
    return closed


def _require_ahead(days: Days, today: date) -> None:
    if days.number < 1:
        raise RuleViolation(
            _("The last day lies before the first. Choose a later one."), field="last"
        )
    if days.first < today:
        raise RuleViolation(_("This day has passed. Choose today or a later day."), field="first")
    furthest = today + ONE_DAY * DAYS_AHEAD
    if days.end > furthest:
        raise RuleViolation(
            _("Days are booked until %(last)s, within a year. Choose an earlier day.")
            % {"last": moments.day(furthest)},
            field="first" if days.last is None else "last",
        )


@guards.use_case
def open_day(*, vendor_id: int, day: date, actor: User) -> None:
    """Let a closed day be booked again; an open one stays open. Raises: NotAllowed."""
    vendor = lock_one(Vendor, vendor_id)
    require(policies.can_list(actor, vendor))
    removed, _rows = ClosedDay.objects.filter(vendor=vendor, day=day).delete()
    if removed:
        audit.record("vendor.day_opened", actor=actor, subject=vendor, days=[day])
