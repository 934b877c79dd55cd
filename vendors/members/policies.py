"""Who keeps the list of a cooperative's members, and who reads it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors import policies
from vendors.members.models import CooperativeMember
from vendors.models import LegalForm, Vendor
from vendors.policies import READERS, VERIFIED, VendorAct, in_regions


def has_members(vendor: Vendor) -> Verdict:
    """Only a verified cooperative sells for members."""
    if vendor.legal_form != LegalForm.COOPERATIVE:
        return deny(_("Only a cooperative has members whose goods it lists."))
    if vendor.status not in VERIFIED:
        return deny(_("The cooperative lists its members once it is verified."))
    return ALLOW


def can_keep(user: Any, vendor: Vendor) -> Verdict:
    """The owner and the staff of a verified cooperative."""
    verdict = has_members(vendor)
    return policies.acts_for(user, vendor, to=VendorAct.SELL) if verdict else verdict


def watched_by(user: User, *roles: Role) -> QuerySet[Vendor]:
    """Return the cooperatives of a person's region, those the person acts for left out.

    roles: verifiers and auditors, or only these.
    """
    regions = user.regions_as(*(roles or READERS))
    if not regions:
        return Vendor.objects.none()
    shops = Vendor.objects.filter(
        in_regions(regions), legal_form=LegalForm.COOPERATIVE, status__in=VERIFIED
    )
    return shops.exclude(pk__in=policies.vendors_of(user).values("pk"))


def can_watch(user: User, vendor: Vendor) -> Verdict:
    """A verifier or an auditor of the cooperative's region, never one who acts for it."""
    if watched_by(user).filter(pk=vendor.pk).exists():
        return ALLOW
    return deny(_("Only verifiers and auditors of the cooperative's region read its members."))


def members_watched_by(user: User) -> QuerySet[CooperativeMember]:
    """Return the members that ``can_watch`` lets a person read."""
    return CooperativeMember.objects.filter(vendor__in=watched_by(user).values("pk"))
