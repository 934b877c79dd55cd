"""From a checked-out cart to submitted orders, one per vendor and channel, all or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.models import PriceVersion, Product
from catalog.queries import current_price_versions
from marketplace.accounts.models import Agency, Role, User
from marketplace.budget import services as budget
from marketplace.budget.models import PlanPackage
from marketplace.core import clock
from marketplace.core.calendar import local_day
from marketplace.core.channels import Channel
from marketplace.core.errors import Conflict, DomainError, RuleViolation, VendorNotEligible
from marketplace.core.numbers import next_number
from marketplace.core.policy import require
from marketplace.orders import policies, pricing
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder
from marketplace.orders.rules import order_number
from marketplace.orders.services import steps
from vendors.models import Vendor, VendorStatus
from vendors.policies import acts_for
from vendors.rules import LegalForm, SizeClass, channels_for


class PriceChanged(Conflict):
    """The vendor changed the price after the officer put the goods into the cart (I-27)."""

    code = "price_changed"


@dataclass(frozen=True)
class OrderItem:
    """Units of a product at the price version the officer saw."""

    product_id: int
    quantity: int
    price_version_id: int


@dataclass(frozen=True)
class OrderDraft:
    """What checkout knows of one order. Freight in rupiah, before PPN."""

    vendor_id: int
    items: Sequence[OrderItem]
    title: str
    commitment_officer_id: int
    plan_package_id: int
    account_code_id: int
    delivery_address: str
    delivery_region_id: int
    deliver_by: date | None = None
    freight_rupiah: int = 0
    note: str = ""
    reissue_of_id: int | None = None


@transaction.atomic
def place_orders(
    *, agency_id: int, drafts: Sequence[OrderDraft], actor: User
) -> list[PurchaseOrder]:
    """Create and submit one order per draft, reserve stock and plan money; all or none.

    Raises: NotAllowed, OutOfStock, CapExceeded, BudgetExceeded, VendorNotEligible, PriceChanged,
    RuleViolation.
    """
    require(policies.can_order(actor, agency_id))
    agency = Agency.objects.select_related("tenant", "region").get(pk=agency_id)
    wanted: Counter[int] = Counter()
    for draft in drafts:
        for item in draft.items:
            wanted[item.product_id] += item.quantity
    if not wanted:
        raise RuleViolation(_("The cart is empty. Put goods into it first."))
    sellers = _hold_vendors([draft.vendor_id for draft in drafts])
    catalog.reserve_stock(quantities=dict(wanted))
    placed = []
    for place, draft in enumerate(drafts):
        try:
            placed.append(_place(draft, sellers[draft.vendor_id], agency, actor))
        except DomainError as refused:
            # Checkout shows the sentence beside the vendor it is about.
            refused.details["draft"] = place
            raise
    return placed


def _hold_vendors(vendor_ids: list[int]) -> dict[int, Vendor]:
    """Lock the vendors' rows against suspension, in key order."""
    rows = Vendor.objects.select_for_update(of=("self",), no_key=True)
    return {vendor.pk: vendor for vendor in rows.filter(pk__in=vendor_ids).order_by("pk")}


def _place(draft: OrderDraft, vendor: Vendor, agency: Agency, actor: User) -> PurchaseOrder:
    require(policies.can_buy_from(actor, vendor))
    products = Product.objects.select_related("etalase").in_bulk(
        [item.product_id for item in draft.items]
    )
    channel = _channel(list(products.values()), vendor)
    _require_reviewer(draft, agency, actor, vendor)
    _require_plan(draft, agency)
    prices = current_price_versions(list(products))
    lines = [
        _line(item, products[item.product_id], prices.get(item.product_id)) for item in draft.items
    ]
    order = _new_order(draft, channel, vendor=vendor, agency=agency, actor=actor)
    priced = pricing.quote(
        [(line.total_rupiah, line.tax_class) for line in lines],
        freight_rupiah=draft.freight_rupiah,
        vendor=vendor,
        on=order.ordered_on,
    )
    pricing.require_within_cap(priced.tax.gross_rupiah, order.rule)
    pricing.require_within_authority(priced.tax.gross_rupiah, channel, on=order.ordered_on)
    pricing.apply(order, priced.tax)
    # The number comes last: whoever holds its row keeps other checkouts waiting.
    year = order.ordered_on.year
    order.number = order_number(channel, year, next_number(f"{channel}-{year}"))
    order.save()
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    pricing.write_taxes(order, priced)
    submit(order, actor=actor)
    return order


def _new_order(
    draft: OrderDraft, channel: Channel, *, vendor: Vendor, agency: Agency, actor: User
) -> PurchaseOrder:
    day = local_day(clock.now(), agency.time_zone)
    rule = pricing.cap_rule(channel=channel, on=day, tenant_slug=agency.tenant.slug)
    return PurchaseOrder(
        title=draft.title,
        agency=agency,
        vendor=vendor,
        channel=channel,
        ordered_on=day,
        rule=rule,
        cap_rupiah=rule.value if rule else None,
        created_by=actor,
        commitment_officer_id=draft.commitment_officer_id,
        plan_package_id=draft.plan_package_id,
        account_code_id=draft.account_code_id,
        delivery_address=draft.delivery_address,
        delivery_region_id=draft.delivery_region_id,
        deliver_by=draft.deliver_by,
        note=draft.note,
        reissue_of_id=draft.reissue_of_id,
        status_by=actor,
        status_at=clock.now(),
        created_at=clock.now(),
    )


def submit(order: PurchaseOrder, *, actor: User) -> None:
    """Hold the plan's money and hand a locked draft or returned order to the PPK."""
    budget.reserve(
        package_id=order.plan_package_id,
        order_ref=order.public_id,
        amount_rupiah=order.gross_rupiah,
    )
    steps.advance(order, OrderStatus.SUBMITTED, by=actor)


def _channel(products: list[Product], vendor: Vendor) -> Channel:
    channels = {product.etalase.channel for product in products}
    if len(channels) != 1 or any(product.vendor_id != vendor.pk for product in products):
        raise RuleViolation(
            _("One order holds goods of one vendor and one channel only. Order them separately.")
        )
    channel = Channel(channels.pop())
    if vendor.status != VendorStatus.APPROVED:
        raise VendorNotEligible(
            _("%(vendor)s may not sell at the moment. Choose another shop.") % {"vendor": vendor}
        )
    if channel not in channels_for(LegalForm(vendor.legal_form), SizeClass(vendor.size_class)):
        raise VendorNotEligible(
            _(
                "%(vendor)s is a %(size)s business and may not sell in this channel (rule "
                "R-SIZE-1). Choose a micro or small business or a cooperative."
            )
            % {"vendor": vendor, "size": vendor.get_size_class_display().lower()}
        )
    return channel


def _require_reviewer(draft: OrderDraft, agency: Agency, actor: User, vendor: Vendor) -> None:
    officer = User.objects.filter(pk=draft.commitment_officer_id).first()
    if officer is None or not officer.has_role(Role.COMMITMENT_OFFICER, agency.pk):
        raise RuleViolation(_("Choose a commitment officer (PPK) of your own agency."))
    if officer.pk == actor.pk:
        raise RuleViolation(_("You cannot review your own order. Name another PPK."))
    if acts_for(officer, vendor):
        raise RuleViolation(
            _("%(name)s acts for %(vendor)s and cannot approve its orders. Name another PPK.")
            % {"name": officer, "vendor": vendor}
        )


def _require_plan(draft: OrderDraft, agency: Agency) -> None:
    if not PlanPackage.objects.filter(pk=draft.plan_package_id, agency=agency).exists():
        raise RuleViolation(_("Choose a plan package (RUP) of your own agency."))


def _line(item: OrderItem, product: Product, latest: PriceVersion | None) -> OrderLine:
    if latest is None or latest.pk != item.price_version_id:
        raise PriceChanged(
            _("The price of “%(product)s” has changed. Look at the new price and confirm it.")
            % {"product": product.name},
            product_id=product.pk,
        )
    return OrderLine(
        vendor_id=product.vendor_id,
        product=product,
        price_version=latest,
        name=product.name,
        unit=product.unit,
        quantity=item.quantity,
        unit_price_rupiah=latest.price_rupiah,
        total_rupiah=item.quantity * latest.price_rupiah,
        tax_class=product.tax_class,
    )
