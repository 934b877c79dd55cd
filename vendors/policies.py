"""Who acts for a vendor and in which role; who may look at it and judge it."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Region, Role, Tenant, User
from marketplace.accounts.regions import chain
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only
from vendors.invitation_rules import masked_address
from vendors.models import (
    ChangeRequest,
    FieldEntry,
    Invitation,
    Vendor,
    VendorDocument,
    VendorMembership,
    VendorRole,
    VendorStatus,
)

READERS = (Role.VENDOR_VERIFIER, Role.INTERNAL_AUDITOR)
EDITABLE = frozenset({VendorStatus.DRAFT, VendorStatus.RETURNED})
VERIFIED = frozenset({VendorStatus.APPROVED, VendorStatus.SUSPENDED})


class VendorAct(StrEnum):
    """What is done in a vendor's name."""

    APPLY = "apply"  # the application, its documents and its bank account
    MANAGE_PEOPLE = "manage_people"
    SELL = "sell"  # goods, prices, stock
    ANSWER_ORDERS = "answer_orders"  # accept, decline, ship
    SIGN_HANDOVER = "sign_handover"
    CONVERSE = "converse"
    READ_ORDERS = "read_orders"
    READ_MONEY = "read_money"  # money page, bank account, statement
    RETRY_PAYOUT = "retry_payout"


_STAFF = frozenset({VendorRole.OWNER, VendorRole.STAFF})
_FINANCE = frozenset({VendorRole.OWNER, VendorRole.FINANCE})
_ALL = frozenset(VendorRole)
ROLES: Final[Mapping[VendorAct, frozenset[VendorRole]]] = {
    VendorAct.APPLY: frozenset({VendorRole.OWNER}),
    VendorAct.MANAGE_PEOPLE: frozenset({VendorRole.OWNER}),
    VendorAct.SELL: _STAFF,
    VendorAct.ANSWER_ORDERS: _STAFF,
    VendorAct.SIGN_HANDOVER: _STAFF,
    VendorAct.CONVERSE: _STAFF,
    VendorAct.READ_ORDERS: _ALL,
    VendorAct.READ_MONEY: _FINANCE,
    VendorAct.RETRY_PAYOUT: _FINANCE,
}


class HelpAct(StrEnum):
    """What an officer at a counter does of somebody's application."""

    READ = "read"
    TYPE = "type"
    SUBMIT = "submit"


Helper = Callable[[User, Vendor, HelpAct], UUID | None]
_helpers: list[Helper] = []


def helped_by(function: Helper) -> Helper:
    """Register who, beside its owner, works on an application; it names the session, or None.

    A room above knows: it is asked under the lock of the shop, each time.
    """
    _helpers.append(function)
    return function


def helping(user: User, vendor: Vendor, act: HelpAct) -> UUID | None:
    """Return the session in which somebody may do this for a shop that is not theirs, or None."""
    return next((found for asked in _helpers if (found := asked(user, vendor, act))), None)


def active_memberships(
    as_: VendorRole | None = None, *, to: VendorAct | None = None
) -> QuerySet[VendorMembership]:
    """Return what holds now: any role, one that counts as ``as_``, or one that may do ``to``.

    An owner counts as every role.
    """
    roles = _ALL if to is None else ROLES[to]
    if as_ is not None:
        roles &= {VendorRole.OWNER, as_}
    return VendorMembership.objects.filter(until__isnull=True, role__in=roles)


def acts_for(
    user: Any, vendor: Vendor, as_: VendorRole | None = None, *, to: VendorAct | None = None
) -> Verdict:
    """Say whether a person acts for a vendor: at all, in a role, or with the role an act needs.

    Asks the database each time, so that somebody who left, or whose account was closed, can do
    nothing from that moment on.
    """
    held = active_memberships(as_, to=to).filter(user_id=user.pk, vendor_id=vendor.pk)
    held = held.filter(user__is_active=True)
    return ALLOW if user.pk is not None and held.exists() else deny(_who_may(as_, to))


def vendors_of(
    user: Any, as_: VendorRole | None = None, *, to: VendorAct | None = None
) -> QuerySet[Vendor]:
    """Return the vendors for which ``acts_for`` allows."""
    return Vendor.objects.filter(pk__in=_held_by(user, as_, to=to))


def _held_by(
    user: Any, as_: VendorRole | None = None, *, to: VendorAct | None = None
) -> QuerySet[VendorMembership, Any]:
    """Return the ids of ``vendors_of``, for a condition of another query."""
    return active_memberships(as_, to=to).filter(user_id=user.pk).values("vendor_id")


def _who_may(as_: VendorRole | None, to: VendorAct | None) -> str:
    roles = ROLES[to] if to is not None else frozenset({as_, VendorRole.OWNER} - {None})
    if (as_ is None and to is None) or roles == _ALL:
        return _("Only the people of the shop can do this.")
    if VendorRole.STAFF in roles:
        return _("Only the owner and the staff of the shop can do this.")
    if VendorRole.FINANCE in roles:
        return _("Only the owner and the finance people of the shop can do this.")
    return _("Only the owner of the shop can do this.")


def ancestors(region: Region | None) -> list[int]:
    """Return the ids of a region and of the regions around it, smallest first."""
    return [place.pk for place in chain(region)]


def in_regions(regions: Collection[int], *, of: str = "") -> Q:
    """Select the vendors whose kecamatan, kabupaten/kota or province is one of these.

    of: the way to the vendor, where something of a vendor's is selected: ``vendor__``.
    """
    ways = (f"{of}region", f"{of}region__parent", f"{of}region__parent__parent")
    return Q(*((f"{way}__in", regions) for way in ways), _connector=Q.OR)


def can_apply(user: User) -> Verdict:
    """An officer does not sell to the offices they serve, an operator to none."""
    if user.is_staff:
        return deny(_("An operator's account cannot sell. Sign up with another e-mail address."))
    if user.role_set:
        return deny(_("An officer's account cannot sell. Sign up with another e-mail address."))
    return ALLOW


def can_end_membership(user: User, membership: VendorMembership) -> Verdict:
    """Everybody leaves by themselves; an owner ends anybody's role."""
    if membership.user_id == user.pk:
        return ALLOW
    return acts_for(user, membership.vendor, to=VendorAct.MANAGE_PEOPLE)


def confirmed_holders(address: str) -> QuerySet[User]:
    """Return whose account has confirmed this e-mail address."""
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
    return User.objects.filter(pk__in=confirmed.values("user_id"))


def can_answer(user: Any, invitation: Invitation) -> Verdict:
    """A printed code is for whoever holds it, a letter for the account of its address."""
    address = invitation.email
    if not address or confirmed_holders(address).filter(pk=user.pk).exists():
        return ALLOW
    return deny(
        _(
            "This invitation was sent to %(address)s. Sign in with the account that has confirmed "
            "this address, or ask the owner of the shop for a code on paper."
        )
        % {"address": masked_address(address)}
    )


def can_name_owner(user: User, vendor: Vendor) -> Verdict:
    """A verifier of the shop's region or an operator, never one who acts for it."""
    if acts_for(user, vendor):
        return deny(_("Nobody reviews their own shop. Another verifier must do it."))
    if operators_only(user) or _serves(user, vendor, Role.VENDOR_VERIFIER):
        return ALLOW
    return deny(_("Only a vendor verifier of the shop's region or an operator can do this."))


def can_ask_change(user: User, vendor: Vendor) -> Verdict:
    """The owner of a verified shop asks for a change of what was verified."""
    if not acts_for(user, vendor, to=VendorAct.APPLY):
        return deny(_("Only the owner of the shop can change its details."))
    if vendor.status not in VERIFIED:
        return deny(_("The shop is not verified yet: change its application instead."))
    return ALLOW


def can_edit(user: User, vendor: Vendor) -> Verdict:
    """The owner writes while the application is theirs: as a draft, or returned for repair.

    So does the officer of an open session at a counter, for the shop of that session.
    """
    return _may_work_on(user, vendor, HelpAct.TYPE)


def can_submit(user: User, vendor: Vendor) -> Verdict:
    """The owner hands in what may be edited; the officer of a session what was confirmed in it."""
    return _may_work_on(user, vendor, HelpAct.SUBMIT)


def _may_work_on(user: User, vendor: Vendor, act: HelpAct) -> Verdict:
    if not (acts_for(user, vendor, to=VendorAct.APPLY) or helping(user, vendor, act)):
        return deny(_("Only the owner of the shop can change its application."))
    if vendor.status not in EDITABLE:
        return deny(_("The application is closed now; it can be changed when it is returned."))
    return ALLOW


def typed_by(user: Any) -> QuerySet[FieldEntry]:
    """Return what a person typed of whose application: they judge none of those."""
    return FieldEntry.objects.filter(entered_by_id=user.pk)


def _serves(user: User, vendor: Vendor, *roles: Role) -> bool:
    tenants = user.tenants_as(*roles)
    return bool(tenants) and (
        Tenant.objects.filter(pk__in=tenants, region_id__in=ancestors(vendor.region)).exists()
    )


def can_review(user: User, vendor: Vendor) -> Verdict:
    """A verifier of the vendor's province or regency judges, never one who acts for it."""
    if acts_for(user, vendor):
        return deny(_("Nobody reviews their own shop. Another verifier must do it."))
    if not _serves(user, vendor, Role.VENDOR_VERIFIER):
        return deny(_("Only a vendor verifier of the shop's region can do this."))
    if typed_by(user).filter(vendor=vendor).exists():
        return deny(
            _("You typed a part of this application at the counter. Another verifier must do it.")
        )
    return ALLOW


def can_decide_change(user: User, change: ChangeRequest) -> Verdict:
    """A verifier of the region; where two look, the second is another one, or an operator."""
    if change.first_look_by_id is None:
        return can_review(user, change.vendor)
    if change.first_look_by_id == user.pk:
        return deny(
            _("You have looked at it first. Another verifier or an operator applies or refuses it.")
        )
    return ALLOW if _looks_second(user, change) else can_review(user, change.vendor)


def can_read_change(user: User, change: ChangeRequest) -> Verdict:
    """The verifiers of the region, and an operator who is asked for the second look."""
    return ALLOW if _looks_second(user, change) else can_review(user, change.vendor)


def _looks_second(user: Any, change: ChangeRequest) -> bool:
    is_asked = change.first_look_by_id is not None and bool(operators_only(user))
    return is_asked and not acts_for(user, change.vendor)


def changes_open_to(user: User) -> QuerySet[ChangeRequest]:
    """Return the changes this person may look at, decided or not."""
    rows = to_review(user, of="vendor__")
    if operators_only(user):
        rows |= Q(first_look_by__isnull=False) & ~Q(vendor__in=_held_by(user))
    return ChangeRequest.objects.filter(rows)


def can_view(user: User, vendor: Vendor) -> Verdict:
    """The owner, and the verifiers and auditors of the vendor's region; drafts are the owner's."""
    if acts_for(user, vendor, to=VendorAct.APPLY):
        return ALLOW
    if vendor.status != VendorStatus.DRAFT and _serves(user, vendor, *READERS):
        return ALLOW
    if helping(user, vendor, HelpAct.READ):
        return ALLOW
    return deny(_("Only the owner and the verifiers of the shop's region see this application."))


def can_see_queue(user: User) -> Verdict:
    """Verifiers work on the queue; auditors read it."""
    if user.tenants_as(*READERS):
        return ALLOW
    return deny(_("Only vendor verifiers and auditors see the queue of applications."))


def can_verify(user: User) -> Verdict:
    """Say whether the person verifies vendors anywhere."""
    if user.tenants_as(Role.VENDOR_VERIFIER):
        return ALLOW
    return deny(_("Only a vendor verifier of the shop's region can do this."))


def visible_to(user: User) -> QuerySet[Vendor]:
    """Return the vendors whose application ``can_view`` allows this person to see."""
    own = Q(pk__in=_held_by(user, to=VendorAct.APPLY))
    regions = user.regions_as(*READERS)
    if not regions:
        return Vendor.objects.filter(own)
    return Vendor.objects.filter(own | ~Q(status=VendorStatus.DRAFT) & in_regions(regions))


def reviewable_by(user: User) -> QuerySet[Vendor]:
    """Return the applications in the person's queue; no shop of theirs, none that they typed."""
    return Vendor.objects.filter(to_review(user))


def to_review(user: User, *, of: str = "") -> Q:
    """Select the same applications, or (``of`` as in ``in_regions``) what belongs to them."""
    regions = user.regions_as(*READERS)
    if not regions:
        return Q(pk__in=())
    own = Q(**{f"{of}pk__in": _held_by(user)})
    typed = Q(**{f"{of}pk__in": typed_by(user).values("vendor_id")})
    is_draft = Q(**{f"{of}status": VendorStatus.DRAFT})
    return in_regions(regions, of=of) & ~is_draft & ~own & ~typed


def can_read_document(user: Any, file: PrivateFile) -> Verdict:
    """A paper is open to whoever may see the application or change it belongs to (I-33)."""
    papers = VendorDocument.objects.select_related("vendor__region__parent__parent")
    changes = ChangeRequest.objects.select_related("vendor__region__parent__parent")
    change = changes.filter(file=file).first()
    document = papers.filter(file=file).first() or change
    if document is None or not user.is_authenticated:
        return deny(_("This file is not open to you."))
    if change is not None and _looks_second(user, change):
        return ALLOW
    return can_view(user, document.vendor)
