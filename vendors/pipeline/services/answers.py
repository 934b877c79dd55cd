"""Whoever was invited answers: their shop is opened with what the office knew of it."""

from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import Conflict, NotAllowed
from marketplace.core.policy import require
from vendors import policies as vendor_policies
from vendors import services as vendor_services
from vendors.invitation_rules import InvitationState
from vendors.models import HOLDS_NIB, KbliEdition, Vendor, VendorRole, VendorStatus
from vendors.pipeline import policies, queries
from vendors.pipeline.models import ShopInvitation, Target
from vendors.pipeline.services.invitations import closed


@guards.use_case
def accept_shop_invitation(*, code: str, actor: User) -> Vendor:
    """Open the shop of whoever was invited, as a draft of theirs, and tie the target to it.

    Somebody who has begun an application goes on with that one: what the office knew fills only
    what is empty there. Raises: UnknownCode, ShopInvitationClosed, NotAllowed, Conflict.
    """
    locks.advisory_lock(f"vendor-owner-{actor.pk}")
    target, invitation = _answerable(code, actor)
    require(vendor_policies.can_apply(actor))
    if target.vendor_id is not None:
        raise Conflict(
            _("The office knows a shop of this business already. Ask it, or open one yourself.")
        )
    vendor = _begun_by(actor) or vendor_services.start_application(name=target.name, actor=actor)
    _fill(vendor, target, actor)
    target.vendor, target.changed_at = vendor, clock.now()
    target.save(update_fields=["vendor", "changed_at"])
    invitation.accepted_by, invitation.accepted_at = actor, clock.now()
    invitation.mail_due_at = None
    invitation.save(update_fields=["accepted_by", "accepted_at", "mail_due_at"])
    audit.record("target.joined", actor=actor, subject=target, vendor=vendor.pk)
    return vendor


@guards.use_case
def decline_shop_invitation(*, code: str, actor: User | None) -> ShopInvitation:
    """Say no; whoever has the code may, signed in or not.

    Raises: UnknownCode, ShopInvitationClosed, NotAllowed.
    """
    target, invitation = _answerable(code, actor)
    invitation.declined_at, invitation.mail_due_at = clock.now(), None
    invitation.save(update_fields=["declined_at", "mail_due_at"])
    audit.record("target.declined", actor=actor, subject=target)
    return invitation


def _answerable(code: str, actor: User | None) -> tuple[Target, ShopInvitation]:
    """Lock the target and the open invitation of a code, compared with the locked row."""
    found = queries.by_code(code)
    if found is None:
        raise vendor_services.unknown()
    target = locks.lock_one(Target, found.target_id)
    invitation = locks.lock_one(ShopInvitation, found.pk)
    if not queries.opens(code, invitation):
        raise vendor_services.unknown()
    where = queries.invitation_state(invitation)
    if where != InvitationState.OPEN:
        raise closed(invitation, where)
    if actor is not None and not (may := policies.can_answer(actor, invitation)):
        raise NotAllowed(may.reason)
    return target, invitation


def _begun_by(actor: User) -> Vendor | None:
    """Return the application that somebody has begun and not yet handed in, under its lock."""
    own = vendor_policies.vendors_of(actor, VendorRole.OWNER)
    key = own.filter(status__in=vendor_services.UNDECIDED).values_list("pk", flat=True).first()
    return locks.lock_one(Vendor, key) if key else None


def _fill(vendor: Vendor, target: Target, actor: User) -> None:
    """Write into a draft what it lacks. A NIB that another shop holds is left to its owner."""
    if vendor.status != VendorStatus.DRAFT:
        return
    known: dict[str, Any] = {
        "nib": "" if _is_held(target.nib) else target.nib,
        "phone": target.phone,
        "region_id": target.region_id,
        # Lists name no edition; the owner compares it with the NIB.
        "kbli_codes": [[KbliEdition.E2020.value, target.kbli]] if target.kbli else [],
    }
    filled = [name for name, value in known.items() if value and not getattr(vendor, name)]
    for name in filled:
        setattr(vendor, name, known[name])
    vendor.save(update_fields=[name.removesuffix("_id") for name in filled])
    audit.record("vendor.prefilled", actor=actor, subject=vendor, columns=sorted(filled))


def _is_held(nib: str) -> bool:
    return Vendor.objects.filter(nib=nib, status__in=HOLDS_NIB).exists()
