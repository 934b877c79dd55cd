"""Who runs a competition for an office, who offers for a shop, and who reads it."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.competition.models import (
    Competition,
    Inquiry,
    Invited,
    Key,
    Office,
    SealedOffer,
    Status,
)
from marketplace.core import clock
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.documents.models import IssuedDocument
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for, vendors_of

OFFICE = (Role.PROCUREMENT_OFFICER, Role.COMMITMENT_OFFICER)
ROLE_OF = {
    Office.ORDERS: Role.PROCUREMENT_OFFICER,
    Office.APPROVES: Role.COMMITMENT_OFFICER,
}


def can_read(user: User) -> Verdict:
    """Whoever runs competitions, may be invited to one, or audits them."""
    reads = user.agencies_as(*OFFICE) or user.tenants_as(Role.INTERNAL_AUDITOR)
    if reads or vendors_of(user, to=VendorAct.ANSWER_ORDERS).exists():
        return ALLOW
    return deny(
        _("Only PP and PPK, the owner and staff of the shop, and auditors read mini-competitions.")
    )


def visible_to(user: User) -> QuerySet[Competition]:
    """PP and PPK see their agency's, auditors their tenant's, invited shops what was confirmed."""
    mine = Invited.objects.filter(
        competition=OuterRef("pk"), vendor__in=vendors_of(user, to=VendorAct.ANSWER_ORDERS)
    )
    return Competition.objects.filter(of_office(user) | Q(Exists(mine), confirmed_at__isnull=False))


def of_office(user: User) -> Q:
    """Return what PP and PPK, and the auditor of their tenant, read whole: ``sees_all``."""
    audited = Q(agency__tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR))
    return Q(agency__in=user.agencies_as(*OFFICE)) | audited


def sees_all(user: User, row: Competition) -> bool:
    """Say whether a person reads it as office or auditor: invited shops and all opened offers."""
    runs = row.agency_id in user.agencies_as(*OFFICE)
    return runs or row.agency.tenant_id in user.tenants_as(Role.INTERNAL_AUDITOR)


def can_read_paper(user: Any, document: IssuedDocument) -> Verdict:
    """Office and auditor read the record; a shop reads its own place on the page."""
    if user.is_authenticated:
        row = visible_to(user).filter(pk=document.subject_id).select_related("agency").first()
        if row is not None and sees_all(user, row):
            return ALLOW
    return deny(_("The office and its auditor read this record; your own place is on the page."))


def _apart(user: User, shops: Collection[int]) -> Verdict:
    own = vendors_of(user).filter(pk__in=shops).first()
    if own is None:
        return ALLOW
    return deny(
        _("You act for %(vendor)s. Somebody else of the agency must run this.") % {"vendor": own}
    )


def can_draft(user: User, agency_id: int, shops: Collection[int]) -> Verdict:
    """Only a procurement officer (PP) draws one up, and never with their own shop in it."""
    if not user.has_role(Role.PROCUREMENT_OFFICER, agency_id):
        return deny(_("Only a procurement officer (PP) of the agency may draw this up."))
    return _apart(user, shops)


def _runs(user: User, row: Competition, *offices: Office) -> Verdict:
    if not any(user.has_role(ROLE_OF[office], row.agency_id) for office in offices):
        if len(offices) > 1:
            return deny(_("Only PP and PPK of the agency do this."))
        return deny(
            _("Only the %(office)s of the agency does this.") % {"office": offices[0].label}
        )
    return _apart(user, row.invited.values_list("vendor", flat=True))


def can_confirm(user: User, row: Competition) -> Verdict:
    """Only a commitment officer (PPK) sets the estimate, and never whoever drew it up."""
    if user.pk == row.drafted_by_id:
        return deny(_("You drew it up yourself. Another person, the PPK, confirms it."))
    return _runs(user, row, Office.APPROVES)


def can_end(user: User, row: Competition) -> Verdict:
    """PP and PPK may let it be."""
    return _runs(user, row, Office.ORDERS, Office.APPROVES)


def can_buy(user: User, row: Competition) -> Verdict:
    """Only a procurement officer (PP) answers the shops and takes an offer."""
    return _runs(user, row, Office.ORDERS)


def can_release(user: User, row: Competition) -> Verdict:
    """PP and PPK open it together: two people, each with the passphrase of their office."""
    return _runs(user, row, Office.ORDERS, Office.APPROVES)


def key_of(user: User, row: Competition) -> Key | None:
    """Return the key that a person may open: of their office, their own first, and never both."""
    keys = sorted(row.keys.all(), key=lambda key: key.holder_id != user.pk)
    if any(key.released_by_id == user.pk for key in keys):
        return None
    shut = (key for key in keys if key.released_by_id is None)
    role = {key: ROLE_OF[Office(key.office)] for key in keys}
    return next((key for key in shut if user.has_role(role[key], row.agency_id)), None)


def can_offer(user: User, invited: Invited) -> Verdict:
    """Owner and staff of an invited shop, but nobody who runs it for the office."""
    row = invited.competition
    if user.pk in {row.drafted_by_id, row.confirmed_by_id}:
        return deny(_("You run it for the office. Somebody else of the shop offers."))
    return acts_for(user, invited.vendor, to=VendorAct.ANSWER_ORDERS)


def invited_as(user: User, row: Competition) -> Invited | None:
    """Return as which shop a person is invited; the first one where they act for several."""
    shops = vendors_of(user, to=VendorAct.ANSWER_ORDERS)
    return row.invited.filter(vendor__in=shops).select_related("vendor", "competition").first()


def shops_of(user: User) -> QuerySet[Vendor]:
    """Return the shops for which a person may offer."""
    return vendors_of(user, to=VendorAct.ANSWER_ORDERS)


def waiting_for(user: User) -> QuerySet[Competition]:
    """Return the competitions in which this person has something to do now."""
    now = clock.now()
    buys = Q(agency__in=user.agencies_as(Role.PROCUREMENT_OFFICER))
    approves = Q(agency__in=user.agencies_as(Role.COMMITMENT_OFFICER))
    own = Invited.objects.filter(competition=OuterRef("pk"), vendor__in=vendors_of(user))
    keys = Key.objects.filter(competition=OuterRef("pk"), released_by=None)
    mine = Key.objects.filter(competition=OuterRef("pk"), released_by=user)
    asked = Inquiry.objects.filter(competition=OuterRef("pk"), answer="")
    shut = Q(status=Status.RUNNING, offers_due__lte=now) & ~Q(Exists(mine))
    of_office = (
        approves & Q(status=Status.DRAFT) & ~Q(drafted_by=user)
        | buys & Q(Exists(asked), status=Status.RUNNING, offers_due__gt=now)
        | buys & shut & Q(Exists(keys.filter(office=Office.ORDERS)))
        | approves & shut & Q(Exists(keys.filter(office=Office.APPROVES)))
        | buys & Q(status=Status.OPENED)
    ) & ~Q(Exists(own))
    unoffered = Invited.objects.filter(
        ~Exists(SealedOffer.objects.filter(invited=OuterRef("pk"))),
        competition=OuterRef("pk"),
        vendor__in=shops_of(user),
    )
    running = Q(Exists(unoffered), status=Status.RUNNING, offers_due__gt=now)
    of_shop = running & ~Q(drafted_by=user) & ~Q(confirmed_by=user)
    return Competition.objects.filter(of_office | of_shop)
