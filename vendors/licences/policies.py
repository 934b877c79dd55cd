"""Who hands a licence in, who reads it and its paper, who judges it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors import policies
from vendors.licences.models import Licence, LicenceStatus
from vendors.models import Vendor, VendorStatus
from vendors.policies import VendorAct

# Before that nobody can judge its papers: a draft has named no region for good.
TOO_EARLY_OR_LATE = frozenset({VendorStatus.DRAFT, VendorStatus.REJECTED})
_ROW = ("public_id", "kind", "number", "asked_at", "vendor__name", "vendor__region__time_zone")


def can_ask(user: User, vendor: Vendor) -> Verdict:
    """The owner hands in the licences of a shop whose application was submitted."""
    if not policies.acts_for(user, vendor, to=VendorAct.APPLY):
        return deny(_("Only the owner of the shop hands in and withdraws its licences."))
    if vendor.status in TOO_EARLY_OR_LATE:
        return deny(_("Submit the application of the shop first; then hand in its licences."))
    return ALLOW


def can_list(user: Any, vendor: Vendor) -> Verdict:
    """Who sells for the shop reads what licences it has, and when they end."""
    return policies.acts_for(user, vendor, to=VendorAct.SELL)


def can_view(user: User, licence: Licence) -> Verdict:
    """The owner, and the verifiers and auditors of the shop's region."""
    return policies.can_view(user, licence.vendor)


def visible_to(user: User) -> QuerySet[Licence]:
    """Return the licences that ``can_view`` allows this person to see."""
    shops = policies.visible_to(user)
    return Licence.objects.filter(vendor__in=shops).select_related("vendor__region__parent__parent")


def can_judge(user: User, licence: Licence) -> Verdict:
    """A verifier of the shop's region, neither one of its people nor who handed it in."""
    if licence.asked_by_id == user.pk:
        return deny(_("You handed this licence in. Another verifier must check it."))
    return policies.can_review(user, licence.vendor)


def reviewable_by(user: User) -> QuerySet[Licence]:
    """Return the licences of the shops in the person's queue; one's own shop is not in it."""
    rows = Licence.objects.filter(policies.to_review(user, of="vendor__"))
    return rows.select_related("vendor__region__parent__parent")


def waiting_for(user: User) -> QuerySet[Licence]:
    """Return what waits for this verifier, longest waiting first; auditors read it.

    Each with what a row shows of it and of its shop; the rest is read when asked.
    """
    waiting = reviewable_by(user).filter(status=LicenceStatus.WAITING)
    return (
        waiting.select_related(None)
        .select_related("vendor__region")
        .only(*_ROW)
        .order_by("asked_at", "pk")
    )


def can_read_paper(user: Any, file: PrivateFile) -> Verdict:
    """A paper is open to the owner, the verifiers and the auditors of the shop's region (I-33)."""
    licence = (
        Licence.objects.select_related("vendor__region__parent__parent").filter(file=file).first()
    )
    if licence is None or not user.is_authenticated:
        return deny(_("This file is not open to you."))
    return can_view(user, licence)
