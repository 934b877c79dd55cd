"""Who may see a listing, change it, decide whether it goes live, and what may be sold today."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalog import licensing
from catalog.models import (
    PRODUCT_TRANSITIONS,
    Etalase,
    Product,
    ProductStatus,
    RevisionStatus,
    Sku,
)
from catalog.offer_models import ClosedShop
from marketplace.accounts.models import Role
from marketplace.core import clock, moments
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import DomainError, RuleViolation, VendorNotEligible
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only
from vendors.channels import Channel
from vendors.licences.queries import sale_day
from vendors.models import Vendor, VendorStatus
from vendors.policies import VendorAct, acts_for
from vendors.queries import channels_of
from vendors.sanctions.models import SanctionSubject
from vendors.sanctions.policies import hidden_things

EDITABLE = frozenset({ProductStatus.DRAFT, ProductStatus.RETURNED, ProductStatus.UNPUBLISHED})
CLOSED_VENDOR = frozenset({VendorStatus.REJECTED, VendorStatus.SUSPENDED})


class NotForSale(RuleViolation):
    """The goods are not on sale today: taken down, off, hidden, or their etalase is closed."""

    code = "not_for_sale"


class PriceEnded(NotForSale):
    """The shop stated until when its prices hold, and has not confirmed them since."""

    code = "price_ended"


def open_etalase(prefix: str = "") -> Q:
    """Select etalases that are open today; ``prefix`` leads to them, such as ``etalase__``."""
    today = clock.today(HOME_ZONE)
    return Q(**{f"{prefix}opens_on__lte": today}) & (
        Q(**{f"{prefix}closes_on__isnull": True}) | Q(**{f"{prefix}closes_on__gte": today})
    )


PRODUCT: Final = Product._meta.label_lower


def hidden_today() -> QuerySet[SanctionSubject, Any]:
    """Return the keys of the listings that a sanction hides today."""
    return hidden_things(PRODUCT, on=clock.today(HOME_ZONE))


def is_hidden(product: Product) -> bool:
    """Whether a sanction hides the listing today; the twin of ``hidden_today`` for one row."""
    if product.known_hidden is not None:
        return product.known_hidden
    return hidden_today().filter(subject_id=product.pk).exists()


def look_up_hidden(products: Iterable[Product]) -> None:
    """Ask in one query for all of a page what ``is_hidden`` would ask for each."""
    listed = [product for product in products if product.known_hidden is None]
    if not listed:
        return
    rows = hidden_today().filter(subject_id__in=[product.pk for product in listed])
    hidden = set(rows.values_list("subject_id", flat=True))
    for product in listed:
        product.known_hidden = product.pk in hidden


def sellable() -> QuerySet[Sku]:
    """Return the variants that may be sold today: the twin of ``refusal_to_sell`` for many.

    The database keeps a row for each (``offer_models``), so that nothing is judged row by row.
    """
    shown = Sku.objects.filter(offer__shown_on__has_day=sale_day())
    return shown.exclude(vendor__in=ClosedShop.objects.values("vendor"))


def refusal_to_sell(vendor: Vendor, channel: Channel, sku: Sku) -> DomainError | None:
    """Say why this variant of this vendor may not be sold in this channel today; None if it may.

    The one answer for pages, cart and orders. ``sku.product.etalase`` and ``.licences`` should be
    fetched already.
    """
    product, etalase = sku.product, sku.product.etalase
    if vendor.status != VendorStatus.APPROVED:
        return VendorNotEligible(
            _("%(vendor)s may not sell at the moment. Choose another shop.") % {"vendor": vendor}
        )
    if channel not in channels_of(vendor):
        return VendorNotEligible(
            _(
                "%(vendor)s is a %(size)s business and may not sell in this channel (rule "
                "R-SIZE-1). Choose a micro or small business or a cooperative."
            )
            % {"vendor": vendor, "size": vendor.get_size_class_display().lower()}
        )
    held = sku.vendor_id == vendor.pk and sku.active and etalase.channel == channel
    if not held or product.status != ProductStatus.PUBLISHED or not is_open(etalase):
        return NotForSale(
            _("%(name)s is not for sale any more. Take it out of the cart.") % {"name": sku.title},
            sku_id=sku.pk,
        )
    if is_hidden(product):
        return NotForSale(
            _("%(name)s is hidden by a sanction at present. Choose other goods.")
            % {"name": sku.title},
            sku_id=sku.pk,
        )
    ended = price_ended(product)
    if ended is not None:
        return PriceEnded(
            _(
                "The price of %(name)s held until %(day)s and its shop has not confirmed it since. "
                "Ask the shop, or choose other goods."
            )
            % {"name": sku.title, "day": moments.day(ended)},
            sku_id=sku.pk,
        )
    unlicensed = licensing.gap(product, vendor, sale_day())
    return unlicensed.refusal(sku.title) if unlicensed else None


def can_sell(vendor: Vendor, channel: Channel, sku: Sku) -> Verdict:
    """Whether a variant may be sold today, as pages ask it."""
    refusal = refusal_to_sell(vendor, channel, sku)
    return deny(refusal.message) if refusal else ALLOW


def price_ended(product: Product) -> date | None:
    """Return the last day on which the stated prices held, if it has passed; else None."""
    last = product.price_valid_until
    return last if last is not None and last < sale_day() else None


def is_open(etalase: Etalase) -> bool:
    """Whether an etalase is open today; the twin of ``open_etalase`` for one row."""
    today = clock.today(HOME_ZONE)
    return etalase.opens_on <= today and (etalase.closes_on is None or today <= etalase.closes_on)


def public() -> QuerySet[Product]:
    """Return the listings everybody sees: live, of a vendor who may sell there, etalase open."""
    return Product.objects.filter(pk__in=sellable().filter(is_lead=True).values("product"))


def can_see(user: Any, product: Product) -> Verdict:
    """A listing that is not public is seen by its vendor and its catalogue manager."""
    if public().filter(pk=product.pk).exists():
        return ALLOW
    if user.is_authenticated:
        managed = user.has_tenant_role(Role.CATALOGUE_MANAGER, product.etalase.tenant_id)
        if acts_for(user, product.vendor, to=VendorAct.SELL):
            return ALLOW
        if managed and product.status != ProductStatus.DRAFT:
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


def has_waiting_revision(product: Product) -> bool:
    """Whether a revision of this listing waits for the catalogue manager."""
    return product.revisions.filter(status=RevisionStatus.SUBMITTED).exists()


def can_propose(user: Any, product: Product) -> Verdict:
    """The owner hands in new words for a live listing, one change after the other."""
    verdict = can_list(user, product.vendor)
    if not verdict:
        return verdict
    if product.status != ProductStatus.PUBLISHED:
        return deny(_("The listing is not live, so its words are changed directly."))
    if has_waiting_revision(product):
        return deny(_("The catalogue manager is reading your last change. Wait for the answer."))
    return ALLOW


def can_trade(user: Any, product: Product) -> Verdict:
    """Stock and price are the shop's at any time except while the listing is under review."""
    verdict = can_list(user, product.vendor)
    if not verdict:
        return verdict
    if product.status == ProductStatus.SUBMITTED:
        return deny(_("The catalogue manager is reading this listing. Wait for the answer."))
    return ALLOW


def tradable(user: Any, vendor: Vendor, products: Iterable[Product]) -> set[int]:
    """Return the keys of those of one shop's listings that ``can_trade`` allows, asking once."""
    if not can_list(user, vendor):
        return set()
    return {product.pk for product in products if product.status != ProductStatus.SUBMITTED}


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


def can_edit_synonyms(user: Any) -> Verdict:
    """Catalogue managers and operators say what else goods are called; searches of all read it."""
    if user.tenants_as(Role.CATALOGUE_MANAGER) or operators_only(user):
        return ALLOW
    return deny(_("Only catalogue managers and operators edit the other names of goods."))


def managed_etalases(user: Any) -> QuerySet[Etalase]:
    """Return the etalases of the markets the person manages."""
    return Etalase.objects.filter(tenant__in=user.tenants_as(Role.CATALOGUE_MANAGER))


def next_steps(product: Product) -> frozenset[str]:
    """Return the states this listing can go to now."""
    return PRODUCT_TRANSITIONS.get(product.status, frozenset())
