"""The yearly declaration of a verified shop's size, and the reminders that ask for it."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, deadlines, guards, locks, outbox
from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.calendar import local_day
from marketplace.core.errors import Conflict
from marketplace.core.policy import require
from vendors import policies, queries, rules
from vendors.application import Figures
from vendors.models import ChangeKind, ChangeRequest, ChangeStatus, SizeDeclaration, Vendor
from vendors.services.entries import note_columns
from vendors.services.transitions import InvalidField


def size_columns(figures: Figures, zone: str) -> dict[str, Any]:
    """Return the columns of a size: the one figure that counts, and its class today (R-SIZE-1).

    Raises: InvalidField for a figure that is missing, negative or beyond all sums.
    """
    figure = figures.measured_rupiah
    column = "annual_sales_rupiah" if figures.has_full_book_year else "capital_rupiah"
    if figure is None or not 0 <= figure <= MAX_SUM_RUPIAH:
        raise InvalidField(_("Type the amount in whole rupiah, 0 or more."), field=column)
    verdict = queries.size_verdict(figures, on=clock.today(zone))
    return {
        "has_full_book_year": figures.has_full_book_year,
        "capital_rupiah": None if figures.has_full_book_year else figure,
        "annual_sales_rupiah": figure if figures.has_full_book_year else None,
        "size_class": verdict.size.value if verdict else "",
    }


@guards.use_case
def declare_size(*, vendor_id: int, figures: Figures, actor: User) -> SizeDeclaration:
    """Declare the size of a verified shop for another year (R-SIZE-YEARLY).

    Within its class the new figure holds at once; another class is a request that a verifier
    decides. Raises: NotAllowed, InvalidField, Conflict while a request of that kind waits.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_ask_change(actor, vendor))
    if vendor.change_requests.filter(kind=ChangeKind.SIZE, status=ChangeStatus.PENDING).exists():
        raise Conflict(
            _("A change of this kind waits for the verifier already. Withdraw it first.")
        )
    columns = size_columns(figures, vendor.time_zone)
    change = None
    if columns["size_class"] != vendor.size_class:
        change = _ask_verifier(vendor, columns, actor)
    declaration = SizeDeclaration.objects.create(
        vendor=vendor, change=change, declared_by=actor, declared_at=clock.now(), **columns
    )
    audit.record(
        "vendor.size_declared", actor=actor, subject=vendor, size_class=columns["size_class"]
    )
    if change is None:
        for column, value in columns.items():
            setattr(vendor, column, value)
        vendor.save(update_fields=list(columns))
        note_columns(vendor, columns, actor=actor)
    else:
        outbox.emit("vendor.change_asked", subject=vendor, change=change.pk)
    start_size_clock(vendor)
    return declaration


def _ask_verifier(vendor: Vendor, columns: dict[str, Any], actor: User) -> ChangeRequest:
    before = {column: getattr(vendor, column) for column in columns}
    audit.record("vendor.change_asked", actor=actor, subject=vendor, kind=ChangeKind.SIZE)
    return ChangeRequest.objects.create(
        vendor=vendor,
        kind=ChangeKind.SIZE,
        values=json.dumps(columns),
        before=json.dumps(before),
        asked_by=actor,
        asked_at=clock.now(),
    )


def start_size_clock(vendor: Vendor) -> None:
    """Start the clock of the next reminder; the caller has just approved or heard the shop."""
    _remind(vendor, queries.size_due_at(vendor), max(rules.SIZE_REMINDED_BEFORE))


@guards.use_case
def remind_size(vendor_id: int) -> None:
    """Remind the owner that the yearly declaration is near or due; the next reminder follows."""
    vendor = locks.lock_one(Vendor, vendor_id)
    if vendor.status not in policies.VERIFIED:
        return
    due_at = queries.size_due_at(vendor)
    due_on = local_day(due_at, vendor.time_zone)
    outbox.emit("vendor.size_due", subject=vendor, due_on=due_on.isoformat())
    left = (due_on - clock.today(vendor.time_zone)).days
    later = [days for days in rules.SIZE_REMINDED_BEFORE if days < left]
    if later:
        _remind(vendor, due_at, max(later))


def _remind(vendor: Vendor, due_at: datetime, days_before: int) -> None:
    moment = due_at - timedelta(days=days_before)
    deadlines.open_deadline(queries.SIZE_DEADLINE, subject_id=vendor.pk, due_at=moment)
