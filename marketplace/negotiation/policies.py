"""Who negotiates for an office, who for a shop, and who reads it: always as a pair."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.documents.models import IssuedDocument
from marketplace.negotiation.models import Negotiation, Round, Status
from marketplace.negotiation.rules import Side
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for, vendors_of

OFFICE_READERS = (Role.PROCUREMENT_OFFICER, Role.COMMITMENT_OFFICER)


def can_read(user: User) -> Verdict:
    """Whoever speaks for an office or a shop, reviews what was agreed, or audits it."""
    reads = user.agencies_as(*OFFICE_READERS) or user.tenants_as(Role.INTERNAL_AUDITOR)
    if reads or vendors_of(user, to=VendorAct.ANSWER_ORDERS).exists():
        return ALLOW
    return deny(
        _("Only PP and PPK, the owner and staff of the shop, and auditors read negotiations.")
    )


def visible_to(user: User) -> QuerySet[Negotiation]:
    """PP and PPK see their agency's, auditors their tenant's, owner and staff their shop's."""
    return Negotiation.objects.filter(
        Q(agency__in=user.agencies_as(*OFFICE_READERS))
        | Q(agency__tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR))
        | Q(vendor__in=vendors_of(user, to=VendorAct.ANSWER_ORDERS))
    )


def can_read_paper(user: Any, document: IssuedDocument) -> Verdict:
    """Whoever sees a negotiation reads its paper."""
    if user.is_authenticated and visible_to(user).filter(pk=document.subject_id).exists():
        return ALLOW
    return deny(_("This negotiation is between another agency and another shop."))


def can_negotiate(user: User, agency_id: int, vendor: Vendor) -> Verdict:
    """Only a procurement officer (PP) negotiates for an agency, and never with their own shop."""
    if not user.has_role(Role.PROCUREMENT_OFFICER, agency_id):
        return deny(_("Only a procurement officer (PP) of the agency may negotiate for it."))
    if acts_for(user, vendor):
        return deny(
            _("You act for %(vendor)s. Somebody else of the agency must negotiate with it.")
            % {"vendor": vendor}
        )
    return ALLOW


def can_act(user: User, negotiation: Negotiation, side: Side) -> Verdict:
    """Whoever speaks for a side; who spoke for the office never speaks for the shop in it."""
    if side == Side.BUYER:
        return can_negotiate(user, negotiation.agency_id, negotiation.vendor)
    if negotiation.rounds.filter(side=Side.BUYER, acted_by=user).exists():
        return deny(_("You negotiated for the office. Somebody else of the shop answers."))
    return acts_for(user, negotiation.vendor, to=VendorAct.ANSWER_ORDERS)


def side_of(user: User, negotiation: Negotiation) -> Side | None:
    """Return for whom the person speaks in it; None for who only reads."""
    return next((side for side in Side if can_act(user, negotiation, side)), None)


def waiting_for(user: User) -> QuerySet[Negotiation]:
    """Return the open negotiations that this person may answer now: the twin of ``can_act``."""
    spoke = Round.objects.filter(negotiation=OuterRef("pk"), side=Side.BUYER, acted_by=user)
    buys = Q(turn=Side.BUYER, agency__in=user.agencies_as(Role.PROCUREMENT_OFFICER))
    sells = Q(turn=Side.SHOP, vendor__in=vendors_of(user, to=VendorAct.ANSWER_ORDERS))
    mine = buys & ~Q(vendor__in=vendors_of(user)) | sells & Q(~Exists(spoke))
    return Negotiation.objects.filter(mine, status=Status.OPEN)
