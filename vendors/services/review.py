"""The verifier's side: approve, return, reject; open a masked number."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, deadlines, guards, locks, outbox
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from vendors import policies, queries
from vendors.application import MASKED, missing_fields, reviewed_fields
from vendors.judged import as_judged
from vendors.models import FieldReview, Vendor, VendorStatus
from vendors.services.size import start_size_clock
from vendors.services.transitions import (
    InvalidField,
    Unfinished,
    move_to,
    require_read,
    require_step,
    required_reason,
)


@guards.use_case
def approve_application(*, vendor_id: int, actor: User, seen_at: datetime | None = None) -> Vendor:
    """Let the vendor sell. ``seen_at``: the submission the verifier had in front of them.

    Raises: NotAllowed, InvalidTransition, Conflict when it was submitted anew, UnreadPapers,
    RuleViolation.
    """
    vendor = _for_review(vendor_id, actor, VendorStatus.APPROVED, seen_at)
    papers = queries.current_documents(vendor)
    missing = missing_fields(vendor, papers)
    if missing:
        raise Unfinished(_("The application is not complete; return it."), missing=missing)
    require_read({one.get_kind_display(): one.file for one in papers.values()}, actor)
    if not queries.open_channels(vendor):
        raise RuleViolation(
            _("No channel is open to this size and legal form (rule R-SIZE-1)."), rule="R-SIZE-1"
        )
    vendor.approved_by = actor
    moment = move_to(vendor, VendorStatus.APPROVED, actor=actor, stamp=("approved_at",))
    _write_reviews(vendor, {}, actor, moment)
    start_size_clock(vendor)
    return _announce(vendor, "vendor.approved", actor)


@guards.use_case
def return_application(
    *, vendor_id: int, returned: Mapping[str, str], actor: User, seen_at: datetime | None = None
) -> Vendor:
    """Give single fields back with a reason each; all the others stay locked as correct.

    returned: reason by field name. Raises: NotAllowed, InvalidTransition, Conflict, InvalidField.
    """
    vendor = _for_review(vendor_id, actor, VendorStatus.RETURNED, seen_at)
    reasons = {field: _reason_for(vendor, field, text) for field, text in returned.items()}
    if not reasons:
        raise InvalidField(_("Mark at least one field to return."), field="")
    summary = "; ".join(reasons.values())
    moment = move_to(vendor, VendorStatus.RETURNED, actor=actor, reason=summary)
    _write_reviews(vendor, reasons, actor, moment)
    return _announce(vendor, "vendor.returned", actor, reason=summary, fields=sorted(reasons))


@guards.use_case
def reject_application(*, vendor_id: int, reason: str, actor: User) -> Vendor:
    """Refuse the application for good. Raises: NotAllowed, InvalidTransition, InvalidField."""
    vendor = _for_review(vendor_id, actor, VendorStatus.REJECTED, None)
    why = required_reason(reason)
    move_to(vendor, VendorStatus.REJECTED, actor=actor, reason=why)
    return _announce(vendor, "vendor.rejected", actor, reason=why)


@guards.use_case
def reveal_field(*, vendor_id: int, field: str, actor: User) -> str:
    """Return a masked number in full and write down who looked (UU 27/2022 art. 31).

    Raises: NotAllowed, InvalidField.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_review(actor, vendor))
    if field not in MASKED or field not in reviewed_fields(vendor):
        raise InvalidField(_("This field is not masked."), field=field)
    audit.record(queries.REVEALED, actor=actor, subject=vendor, field=field)
    return vendor.account_number if field == "bank" else str(getattr(vendor, field))


@guards.use_case
def remind_verifiers(vendor_id: int) -> None:
    """Remind the verifiers once that an application has waited longer than R-VERIFY-SLA."""
    vendor = locks.lock_one(Vendor, vendor_id)
    if vendor.status == VendorStatus.SUBMITTED:
        audit.record("vendor.review_overdue", actor=None, subject=vendor)
        outbox.emit("vendor.review_overdue", subject=vendor)


def _for_review(vendor_id: int, actor: User, to: VendorStatus, seen_at: datetime | None) -> Vendor:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_review(actor, vendor))
    require_step(vendor, to)
    if seen_at is not None and seen_at != vendor.submitted_at:
        raise Conflict(
            _("The owner has submitted again since you opened this page. Read it once more.")
        )
    return vendor


def _reason_for(vendor: Vendor, field: str, text: str) -> str:
    if field not in reviewed_fields(vendor):
        raise InvalidField(_("This field is not part of the application."), field=field)
    try:
        return required_reason(text)
    except InvalidField as refused:
        raise InvalidField(refused.message, field=field) from refused


def _write_reviews(
    vendor: Vendor, returned: Mapping[str, str], actor: User, moment: datetime
) -> None:
    papers = queries.current_documents(vendor)
    FieldReview.objects.bulk_create(
        FieldReview(
            vendor=vendor,
            field=field,
            ok=field not in returned,
            reason=returned.get(field, ""),
            value=as_judged(vendor, field, papers),
            reviewed_by=actor,
            reviewed_at=moment,
        )
        for field in reviewed_fields(vendor)
    )


def _announce(vendor: Vendor, event: str, actor: User, reason: str = "", **data: object) -> Vendor:
    """Stop the clock, write the trail, announce."""
    deadlines.close(queries.REVIEW_DEADLINE, subject_id=vendor.pk)
    audit.record(event, actor=actor, subject=vendor, reason=reason, **data)
    outbox.emit(event, subject=vendor, reason=reason)
    return vendor
