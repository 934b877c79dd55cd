"""Who imposes, proposes, decides, lifts and reads a sanction: at most one duty a person (I-26)."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only
from vendors.models import Vendor
from vendors.policies import (
    READERS,
    VERIFIED,
    VendorAct,
    acts_for,
    can_name_owner,
    can_review,
    in_regions,
    vendors_of,
)
from vendors.sanctions.models import (
    STOPS_THE_SHOP,
    LiftRequest,
    RequestKind,
    RequestStatus,
    Sanction,
    SanctionFile,
    SanctionStatus,
    SanctionSubject,
)

# Who stands above one shop: its verifiers and the operators (``vendors.policies.can_name_owner``).
can_judge = can_name_owner


def can_sanction(user: User, vendor: Vendor) -> Verdict:
    """A verifier of the region of a verified shop, never one who acts for it."""
    verdict = can_review(user, vendor)
    if verdict and vendor.status not in VERIFIED:
        return deny(_("Only a shop that is verified, or suspended, can be sanctioned."))
    return verdict


def can_decide(user: User, sanction: Sanction) -> Verdict:
    """Another person than the proposer: a verifier of the region or an operator."""
    if user.pk == sanction.proposed_by_id:
        return deny(_("Whoever proposed it does not decide. Another verifier must do it."))
    return can_judge(user, sanction.vendor)


def can_ask_lift(user: User, sanction: Sanction) -> Verdict:
    """A verifier of the region or an operator proposes to lift early what is in force."""
    return can_judge(user, sanction.vendor)


def can_decide_request(user: User, request: LiftRequest) -> Verdict:
    """Another person than who asked; over an appeal a third one who had no part in the sanction."""
    sanction = request.sanction
    if user.pk == request.asked_by_id:
        return deny(_("Whoever asked does not decide. Another verifier must do it."))
    if request.kind == RequestKind.APPEAL and user.pk in _had_a_part(sanction):
        return deny(_("A third person decides an appeal: you had a part in this sanction."))
    return can_judge(user, sanction.vendor)


def _had_a_part(sanction: Sanction) -> set[int | None]:
    return {sanction.proposed_by_id, sanction.decided_by_id}


def can_answer(user: Any, sanction: Sanction) -> Verdict:
    """The owner confirms, answers and appeals in the shop's name."""
    return acts_for(user, sanction.vendor, to=VendorAct.APPLY)


def answerable_by(user: Any) -> QuerySet[Sanction]:
    """Return the sanctions for which ``can_answer`` allows."""
    return Sanction.objects.filter(vendor__in=vendors_of(user, to=VendorAct.APPLY))


def _oversees(user: User) -> Q:
    """Select the sanctions of shops in the person's region; all of them for an operator."""
    if operators_only(user):
        return Q(pk__isnull=False)
    regions = user.regions_as(*READERS)
    return in_regions(regions, of="vendor__") if regions else Q(pk__in=())


def overseen_by(user: User) -> QuerySet[Sanction]:
    """Return the sanctions whose files the person reads in office; never of their own shop."""
    return Sanction.objects.filter(_oversees(user)).exclude(vendor__in=vendors_of(user))


def of_shops_of(user: Any) -> QuerySet[Sanction]:
    """Return the sanctions of the shops the person acts for."""
    return Sanction.objects.filter(vendor__in=vendors_of(user))


def can_view(user: User, sanction: Sanction) -> Verdict:
    """The people of the shop, the verifiers and auditors of its region, and operators."""
    own = bool(acts_for(user, sanction.vendor))
    if own or overseen_by(user).filter(pk=sanction.pk).exists():
        return ALLOW
    return deny(_("This sanction is open to the shop and to the verifiers of its region."))


def visible_to(user: User) -> QuerySet[Sanction]:
    """Return the sanctions ``can_view`` allows."""
    own = Q(vendor__in=vendors_of(user).values("pk"))
    return Sanction.objects.filter(own | _oversees(user))


def can_see_list(user: User) -> Verdict:
    """Verifiers and auditors of a region, and operators."""
    if operators_only(user) or user.tenants_as(*READERS):
        return ALLOW
    return deny(_("Only vendor verifiers, auditors and operators see the list of sanctions."))


def _judged_by(user: User) -> QuerySet[Sanction]:
    """Return the sanctions of the shops ``can_judge`` allows."""
    if operators_only(user):
        found = Sanction.objects.all()
    else:
        regions = user.regions_as(Role.VENDOR_VERIFIER)
        inside = in_regions(regions, of="vendor__") if regions else Q(pk__in=())
        found = Sanction.objects.filter(inside)
    return found.exclude(vendor__in=vendors_of(user))


def to_decide(user: User) -> QuerySet[Sanction]:
    """Return the proposals for which ``can_decide`` allows."""
    return _judged_by(user).filter(status=SanctionStatus.PROPOSED).exclude(proposed_by=user)


def requests_to_decide(user: User) -> QuerySet[LiftRequest]:
    """Return the requests for which ``can_decide_request`` allows."""
    pending = LiftRequest.objects.filter(
        status=RequestStatus.PENDING, sanction__in=_judged_by(user)
    ).exclude(asked_by=user)
    part = Q(sanction__proposed_by=user) | Q(sanction__decided_by=user)
    return pending.exclude(Q(kind=RequestKind.APPEAL) & part)


def public() -> QuerySet[Sanction]:
    """Return what everybody may read: suspensions and blacklists that are in force."""
    return Sanction.objects.filter(status=SanctionStatus.IN_FORCE, kind__in=STOPS_THE_SHOP)


def can_read_file(user: Any, file: PrivateFile) -> Verdict:
    """The shop's owner, the verifiers and auditors of its region, and operators (I-33)."""
    row = SanctionFile.objects.select_related("sanction__vendor").filter(file=file).first()
    if row is None or not user.is_authenticated:
        return deny(_("This file is not open to you."))
    if can_answer(user, row.sanction):
        return ALLOW
    if overseen_by(user).filter(pk=row.sanction_id).exists():
        return ALLOW
    return deny(_("This file is not open to you."))


def hidden_things(label: str, *, on: date) -> QuerySet[SanctionSubject, Any]:
    """Return the keys (``subject_id``) of a table's rows that a sanction hides on a day.

    One in force has begun, whatever day it is elsewhere. It ends with its last day by itself,
    whether or not the clock has written that down yet.
    """
    return SanctionSubject.objects.filter(
        subject_type=label,
        sanction__status=SanctionStatus.IN_FORCE,
        sanction__ends_on__gte=on,
    ).values("subject_id")
