"""Who may see a listing, change it, and decide whether it goes live."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalog.models import PRODUCT_TRANSITIONS, Etalase, Product, ProductStatus
from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors.models import Vendor, VendorStatus
from vendors.policies import VendorAct, acts_for, vendors_of

MARKET_ZONE = "Asia/Jakarta"
EDITABLE = frozenset({ProductStatus.DRAFT, ProductStatus.RETURNED, ProductStatus.UNPUBLISHED})
CLOSED_VENDOR = frozenset({VendorStatus.REJECTED, VendorStatus.SUSPENDED})


def open_etalase(prefix: str = "") -> Q:
    """Select etalases that are open today; ``prefix`` leads to them, such as ``etalase__``."""
    today = clock.today(MARKET_ZONE)
    return Q(**{f"{prefix}opens_on__lte": today}) & (
        Q(**{f"{prefix}closes_on__isnull": True}) | Q(**{f"{prefix}closes_on__gte": today})
    )


def public() -> QuerySet[Product]:
    """Return what everybody sees: live, of an approved vendor, in an open etalase."""
    return Product.objects.filter(
        open_etalase("etalase__"),
        status=ProductStatus.PUBLISHED,
        vendor__status=VendorStatus.APPROVED,
    )


def visible_to(user: Any) -> QuerySet[Product]:
    """Return the public listings, one's own, and those of the markets one manages."""
    if not user.is_authenticated:
        return public()
    tenants = user.tenants_as(Role.CATALOGUE_MANAGER)
    managed = Q(etalase__tenant__in=tenants) & ~Q(status=ProductStatus.DRAFT)
    own = Q(vendor__in=vendors_of(user, to=VendorAct.SELL))
    return Product.objects.filter(Q(pk__in=public().values("pk")) | own | managed)


def can_see(user: Any, product: Product) -> Verdict:
    """A listing that is not public is seen by its vendor and its catalogue manager."""
    if visible_to(user).filter(pk=product.pk).exists():
        return ALLOW
    return deny(_("This listing is not open to you."))


def can_list(user: Any, vendor: Vendor) -> Verdict:
    """The shop's owner or staff offers goods, unless it was rejected or suspended."""
    if not acts_for(user, vendor, to=VendorAct.SELL):
        return deny(_("Only the owner and the staff of the shop can offer goods in its name."))
    if vendor.status in CLOSED_VENDOR:
        return deny(_("The shop is closed at present, so its goods cannot be changed."))
    return ALLOW


def can_edit(user: Any, product: Product) -> Verdict:
    """The words of a listing are changed while it is not live and not under review."""
    verdict = can_list(user, product.vendor)
    if not verdict:
        return verdict
    if product.status not in EDITABLE:
        return deny(_("Take the listing down first; what buyers see is not changed silently."))
    return ALLOW


def can_trade(user: Any, product: Product) -> Verdict:
    """Stock and price are the shop's at any time except while the listing is under review."""
    verdict = can_list(user, product.vendor)
    if not verdict:
        return verdict
    if product.status == ProductStatus.SUBMITTED:
        return deny(_("The catalogue manager is reading this listing. Wait for the answer."))
    return ALLOW


def can_review(user: Any, product: Product) -> Verdict:
    """A catalogue manager of the etalase's market, never somebody of the shop itself."""
    if acts_for(user, product.vendor):
        return deny(_("Nobody publishes their own goods. Another catalogue manager must do it."))
    if not user.has_tenant_role(Role.CATALOGUE_MANAGER, product.etalase.tenant_id):
        return deny(_("Only a catalogue manager of this market can do this."))
    return ALLOW


def can_take_down(user: Any, product: Product) -> Verdict:
    """The shop withdraws its goods; the catalogue manager takes them down."""
    if acts_for(user, product.vendor, to=VendorAct.SELL):
        return ALLOW
    return can_review(user, product)


def can_see_queue(user: Any) -> Verdict:
    """Catalogue managers work on the queue."""
    if user.tenants_as(Role.CATALOGUE_MANAGER):
        return ALLOW
    return deny(_("Only catalogue managers see the queue of listings."))


def managed_etalases(user: Any) -> QuerySet[Etalase]:
    """Return the etalases of the markets the person manages."""
    return Etalase.objects.filter(tenant__in=user.tenants_as(Role.CATALOGUE_MANAGER))


def next_steps(product: Product) -> frozenset[str]:
    """Return the states this listing can go to now."""
    return PRODUCT_TRANSITIONS.get(product.status, frozenset())
