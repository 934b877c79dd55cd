"""The owner's side: begin an application, and hand it in once every step is filled in."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import (
    audit,
    calendar,
    clock,
    deadlines,
    guards,
    holidays,
    locks,
    number_series,
    outbox,
)
from marketplace.core.errors import Conflict
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from vendors import policies, queries
from vendors.application import Identity, missing_fields
from vendors.models import Vendor, VendorRole, VendorStatus
from vendors.policies import HelpAct
from vendors.services.columns import require_a_market, required_text
from vendors.services.duplicates import numbers_of, require_free, watched
from vendors.services.people import grant
from vendors.services.steps import free_slug, require_a_channel, save_identity
from vendors.services.transitions import Unfinished, move_to, require_step

# Nobody begins another application before the last one is decided.
UNDECIDED = (VendorStatus.DRAFT, VendorStatus.SUBMITTED, VendorStatus.RETURNED)


@guards.use_case
def start_application(*, name: str, actor: User) -> Vendor:
    """Open a draft with its number and shop address. Raises: NotAllowed, Conflict, InvalidField."""
    locks.advisory_lock(f"vendor-owner-{actor.pk}")
    require(policies.can_apply(actor))
    if has_begun(actor):
        raise Conflict(_("You have already begun an application; continue that one."))
    vendor = open_draft(name=name, actor=actor)
    grant(vendor, actor, VendorRole.OWNER, by=actor)
    return vendor


def has_begun(owner: User) -> bool:
    """Say whether somebody owns an application that is not decided yet."""
    own = policies.vendors_of(owner, VendorRole.OWNER)
    return own.filter(status__in=UNDECIDED).exists()


def open_draft(*, name: str, actor: User) -> Vendor:
    """Make a draft that nobody owns yet, held by the caller's transaction, who has judged it.

    Raises: InvalidField.
    """
    year = clock.today(calendar.HOME_ZONE).year
    vendor = Vendor.objects.create(
        number=f"PD-{year}-{number_series.next_number(f'PD-{year}'):06d}",
        slug=free_slug(name),
        name=required_text("name", name),
        status_at=clock.now(),
        created_at=clock.now(),
    )
    locks.own(vendor)
    audit.record("vendor.started", actor=actor, subject=vendor)
    return vendor


@guards.use_case
def begin_application(*, identity: Identity, actor: User) -> Vendor:
    """Open a draft and save its first step together, or neither."""
    vendor = start_application(name=identity.name, actor=actor)
    return save_identity(vendor_id=vendor.pk, identity=identity, actor=actor)


def submit_application(*, vendor_id: int, actor: User) -> Vendor:
    """Hand the application to the verifiers of its region and start their clock (R-VERIFY-SLA).

    Raises: NotAllowed, InvalidTransition, Unfinished, RuleViolation when no market or channel
    fits, NumberTaken, TooManyTries.
    """
    with watched(vendor_id=vendor_id, actor=actor):
        return _submit(vendor_id=vendor_id, actor=actor)


@guards.use_case
def _submit(*, vendor_id: int, actor: User) -> Vendor:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_submit(actor, vendor))
    require_step(vendor, VendorStatus.SUBMITTED)
    _require_complete(vendor)
    require_a_channel(vendor.legal_form, queries.figures_of(vendor))
    require_a_market(vendor.region)
    require_free(vendor, numbers_of(vendor))
    moment = move_to(vendor, VendorStatus.SUBMITTED, actor=actor, stamp=("submitted_at",))
    zone = vendor.time_zone
    days = rule_in_force(RuleCode.VERIFY, on=clock.today(zone)).value
    due_at = holidays.add_working_days(moment, days, zone)
    deadlines.open_deadline(queries.REVIEW_DEADLINE, subject_id=vendor.pk, due_at=due_at)
    audit.record("vendor.submitted", actor=actor, subject=vendor, **_in_whose_name(vendor, actor))
    outbox.emit("vendor.submitted", subject=vendor)
    return vendor


def _in_whose_name(vendor: Vendor, actor: User) -> dict[str, str]:
    """Name the session at a counter of whoever hands in for somebody; nothing for an owner."""
    if policies.acts_for(actor, vendor):
        return {}
    session = policies.helping(actor, vendor, HelpAct.SUBMIT)
    return {"session": str(session)} if session else {}


def _require_complete(vendor: Vendor) -> None:
    missing = missing_fields(vendor, queries.current_documents(vendor))
    if missing:
        labels = [label for step in missing.values() for label in step]
        raise Unfinished(
            _("Still to fill in: %(missing)s.") % {"missing": ", ".join(labels)}, missing=missing
        )
    waiting = [row.field for row in queries.returned_fields(vendor).values() if not row.repaired_at]
    if waiting:
        raise Unfinished(
            _("Repair every returned field first; %(number)s to go.") % {"number": len(waiting)},
            missing=waiting,
        )
