"""Who acts for a vendor: roles given, ended and handed over. Each step holds the vendor's row."""

from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks, outbox
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from vendors import policies, queries
from vendors.models import Vendor, VendorMembership, VendorRole
from vendors.services.transitions import required_reason


class AlreadyMember(Conflict):
    """The person holds this role in the shop."""

    code = "already_member"


class LastOwner(RuleViolation):
    """The shop would be left without an owner."""

    code = "last_owner"


class OfficersDoNotSell(RuleViolation):
    """An account with a duty in an agency or in the market is to act for a shop."""

    code = "officers_do_not_sell"


class ReviewedByThem(RuleViolation):
    """The person approved the shop as its verifier, so they never act for it (I-26)."""

    code = "reviewed_by_them"


class AlreadyEnded(Conflict):
    """The role ended before."""

    code = "role_ended"


class OwnerRemains(Conflict):
    """An owner of the shop can still sign in, and hands it over by themselves."""

    code = "owner_remains"


@guards.use_case
def add_member(*, vendor_id: int, user: User, role: VendorRole, actor: User) -> VendorMembership:
    """Let a person act for the vendor from now on.

    Raises: NotAllowed, AlreadyMember, OfficersDoNotSell, ReviewedByThem, RuleViolation for a
    closed account.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.acts_for(actor, vendor, to=policies.VendorAct.MANAGE_PEOPLE))
    require_fit(user, vendor)
    membership = grant(vendor, user, VendorRole(role), by=actor)
    record_member("added", membership, by=actor)
    outbox.emit("vendor.member_added", subject=vendor, member=membership.pk)
    return membership


@guards.use_case
def name_owner(*, vendor_id: int, user: User, reason: str, actor: User) -> VendorMembership:
    """Give a shop whose owners' accounts are all closed a new owner; the closed ones end.

    Raises: NotAllowed, OwnerRemains, OfficersDoNotSell, ReviewedByThem, RuleViolation without a
    reason or for a closed account, InvalidField.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_name_owner(actor, vendor))
    why = required_reason(reason)
    present = queries.people_of(vendor, VendorRole.OWNER).first()
    if present is not None:
        raise OwnerRemains(
            _("%(name)s owns the shop and hands it over by themselves.") % {"name": present}
        )
    if user.pk == actor.pk:
        raise RuleViolation(_("Nobody makes themselves the owner of a shop."), field="email")
    require_fit(user, vendor)
    before = list(policies.active_memberships(VendorRole.OWNER).filter(vendor=vendor))
    new = grant(vendor, user, VendorRole.OWNER, by=actor)
    record_member("added", new, by=actor, reason=why)
    for closed in before:
        _end(closed, by=actor)
    return new


def require_fit(user: User, vendor: Vendor) -> None:
    """Refuse a closed account, an officer's or operator's, and the shop's own verifier.

    Whoever buys from shops or judges them would lose that duty by a role in one, and a shop could
    choose by whom it is not judged. Raises: RuleViolation, OfficersDoNotSell, ReviewedByThem.
    """
    if not user.is_active:
        raise RuleViolation(
            _("This account is closed. Ask the person for one in use."), field="email"
        )
    if user.pk == vendor.approved_by_id:
        raise ReviewedByThem(
            _("%(name)s approved this shop as its verifier and cannot act for it.")
            % {"name": user},
            field="email",
        )
    if not policies.can_apply(user):
        raise OfficersDoNotSell(
            _(
                "%(name)s works for an agency or for this market and cannot act for a shop. Ask "
                "for an account under another e-mail address."
            )
            % {"name": user},
            field="email",
        )


@guards.use_case
def end_membership(*, membership_id: int, actor: User) -> VendorMembership:
    """End a role at once: an owner that of anybody, everybody their own.

    Raises: DoesNotExist, NotAllowed, AlreadyEnded, LastOwner.
    """
    found = VendorMembership.objects.select_related("vendor").get(pk=membership_id)
    locks.lock_one(Vendor, found.vendor_id)
    membership = locks.lock_one(VendorMembership, membership_id)
    require(policies.can_end_membership(actor, membership))
    return _end(membership, by=actor)


@guards.use_case
def hand_over_ownership(*, vendor_id: int, to: User, actor: User) -> VendorMembership:
    """Make somebody of the shop its owner in the actor's place; the actor's other roles stay.

    Raises: NotAllowed, AlreadyMember when they own it too, RuleViolation for a stranger,
    OfficersDoNotSell.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.acts_for(actor, vendor, VendorRole.OWNER))
    if not to.is_active or not policies.acts_for(to, vendor):
        raise RuleViolation(
            _("%(name)s does not act for this shop yet. Add them to its people first.")
            % {"name": to}
        )
    require_fit(to, vendor)
    new = grant(vendor, to, VendorRole.OWNER, by=actor)
    record_member("added", new, by=actor)
    held = policies.active_memberships(VendorRole.OWNER).get(vendor=vendor, user=actor)
    _end(held, by=actor)
    return new


def grant(vendor: Vendor, user: User, role: VendorRole, *, by: User) -> VendorMembership:
    """Give a role in a vendor whose row the caller holds. Raises: AlreadyMember."""
    if policies.active_memberships().filter(vendor=vendor, user=user, role=role).exists():
        raise AlreadyMember(
            _("%(name)s holds this role in the shop already: %(role)s.")
            % {"name": user, "role": role.label}
        )
    return VendorMembership.objects.create(
        vendor=vendor, user=user, role=role, since=clock.now(), granted_by=by
    )


def _end(membership: VendorMembership, *, by: User) -> VendorMembership:
    """End a role while the vendor's row is held. Raises: AlreadyEnded, LastOwner."""
    if membership.until is not None:
        raise AlreadyEnded(_("This role has ended already."))
    owners = policies.active_memberships(VendorRole.OWNER).filter(vendor=membership.vendor_id)
    if membership.role == VendorRole.OWNER and not owners.exclude(pk=membership.pk).exists():
        raise LastOwner(_("A shop needs an owner. Hand it over to somebody before you leave."))
    membership.until, membership.ended_by = clock.now(), by
    membership.save(update_fields=["until", "ended_by"])
    record_member("ended", membership, by=by)
    return membership


def record_member(
    what: str, membership: VendorMembership, *, by: User, reason: str = "", **more: object
) -> None:
    """Write into the trail whose role in the shop was added or ended, and by whom."""
    data: dict[str, Any] = {"user": membership.user_id, "role": str(membership.role), **more}
    audit.record(
        f"vendor.member_{what}", actor=by, subject=membership.vendor, reason=reason, **data
    )
