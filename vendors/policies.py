"""Who may apply, repair, look at, judge and suspend a vendor."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Region, Role, Tenant, User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors.models import Vendor, VendorDocument, VendorStatus

READERS = (Role.VENDOR_VERIFIER, Role.INTERNAL_AUDITOR)
EDITABLE = frozenset({VendorStatus.DRAFT, VendorStatus.RETURNED})


def ancestors(region: Region | None) -> list[int]:
    """Return the ids of a region and of the regions around it, smallest first."""
    found: list[int] = []
    while region is not None:
        found.append(region.pk)
        region = region.parent
    return found


def in_tenants(tenants: Collection[int]) -> Q:
    """Select the vendors whose kecamatan, kabupaten/kota or province is that of a tenant."""
    regions = Tenant.objects.filter(pk__in=tenants).values("region_id")
    return (
        Q(region__in=regions)
        | Q(region__parent__in=regions)
        | Q(region__parent__parent__in=regions)
    )


def can_apply(user: User) -> Verdict:
    """An officer does not sell to the offices they serve; nobody has two shops."""
    if user.role_set:
        return deny(_("An officer's account cannot sell. Sign up with another e-mail address."))
    return ALLOW


def can_edit(user: User, vendor: Vendor) -> Verdict:
    """The owner writes while the application is theirs: as a draft, or returned for repair."""
    if vendor.owner_id != user.pk:
        return deny(_("Only the owner of the shop can change its application."))
    if vendor.status not in EDITABLE:
        return deny(_("The application is closed now; it can be changed when it is returned."))
    return ALLOW


def _serves(user: User, vendor: Vendor, *roles: Role) -> bool:
    tenants = user.tenants_as(*roles)
    return bool(tenants) and (
        Tenant.objects.filter(pk__in=tenants, region_id__in=ancestors(vendor.region)).exists()
    )


def can_review(user: User, vendor: Vendor) -> Verdict:
    """A verifier of the vendor's province or regency judges, never the owner themselves."""
    if vendor.owner_id == user.pk:
        return deny(_("Nobody reviews their own shop. Another verifier must do it."))
    if not _serves(user, vendor, Role.VENDOR_VERIFIER):
        return deny(_("Only a vendor verifier of the shop's region can do this."))
    return ALLOW


def can_view(user: User, vendor: Vendor) -> Verdict:
    """The owner, and the verifiers and auditors of the vendor's region; drafts are the owner's."""
    if vendor.owner_id == user.pk:
        return ALLOW
    if vendor.status != VendorStatus.DRAFT and _serves(user, vendor, *READERS):
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
    own = Q(owner=user)
    tenants = user.tenants_as(*READERS)
    if not tenants:
        return Vendor.objects.filter(own)
    return Vendor.objects.filter(own | ~Q(status=VendorStatus.DRAFT) & in_tenants(tenants))


def can_read_document(user: Any, file: PrivateFile) -> Verdict:
    """A paper is open to whoever may see the application it belongs to (I-33)."""
    papers = VendorDocument.objects.select_related("vendor__region__parent__parent")
    document = papers.filter(file=file).first()
    if document is None or not user.is_authenticated:
        return deny(_("This file is not open to you."))
    return can_view(user, document.vendor)
