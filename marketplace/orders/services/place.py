"""From a checked-out cart to submitted orders, one per vendor and channel, all or none."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.models import Sku
from catalog.terms import require_served
from marketplace.accounts.models import Agency, Region, User
from marketplace.budget import services as budget
from marketplace.budget.services import Booked
from marketplace.core import clock, guards
from marketplace.core.errors import DomainError, OutOfStock, RuleViolation
from marketplace.core.number_series import next_numbers
from marketplace.core.policy import require
from marketplace.orders import comparing, policies, pricing, splitting
from marketplace.orders.bound_rules import bind_rules
from marketplace.orders.evidence import evidence_for, others_in
from marketplace.orders.freight import FreightChoice, Stated, stated_by
from marketplace.orders.models import (
    AgreedPrice,
    OrderLine,
    OrderStatus,
    PurchaseOrder,
)
from marketplace.orders.own_rules.reading import binding
from marketplace.orders.rules import order_number
from marketplace.orders.services import transitions
from marketplace.orders.services.days import require_days_of, require_needed_with_days
from marketplace.orders.services.grounds import (
    Grounds,
    attach_evidence,
    require_grounds,
    settled_split,
    write_grounds,
)
from marketplace.orders.services.makers import write_makers
from marketplace.orders.services.new_lines import Goods, OrderItem, goods_of, lines_of
from marketplace.orders.services.placeable import hold_for_placing, require_placeable
from marketplace.orders.services.second import ask_second
from marketplace.shortlists.models import StoredComparison
from vendors.channels import Channel
from vendors.models import Vendor


@dataclass(frozen=True)
class OrderDraft:
    """What checkout knows of one order. ``freight``: by which way its goods come."""

    vendor_id: int
    items: Sequence[OrderItem]
    title: str
    commitment_officer_id: int
    plan_package_id: int
    account_code_id: int
    delivery_address: str
    delivery_region_id: int
    freight: FreightChoice
    deliver_by: date | None = None
    note: str = ""
    reissue_of_id: int | None = None
    grounds: Grounds = field(default_factory=Grounds)


@dataclass(frozen=True)
class _New:
    """An order that keeps every rule of placing and is not saved yet."""

    order: PurchaseOrder
    lines: Sequence[OrderLine]
    priced: pricing.Quote
    said: Grounds
    dear: Sequence[comparing.DearGoods]
    offers: Sequence[comparing.Offer]
    stored: StoredComparison | None
    others: Sequence[Mapping[str, Any]]
    booked: Booked


@guards.use_case
def place_orders(
    *, agency_id: int, drafts: Sequence[OrderDraft], actor: User
) -> list[PurchaseOrder]:
    """Create and submit one order per draft, reserve stock and plan money; all or none.

    Raises: NotAllowed, OutOfStock, PriceChanged, ListingChanged, BelowMinimum, AboveMaximum,
    OutsideServiceArea, ReasonMissing, RuleViolation, and everything ``require_days_of``,
    ``require_placeable`` and ``freight.Stated.freight`` raise.
    """
    require(policies.can_order(actor, agency_id))
    agency = Agency.objects.select_related("tenant", "region").get(pk=agency_id)
    wanted = {item.sku_id for draft in drafts for item in draft.items}
    if not wanted:
        raise RuleViolation(_("The cart is empty. Put goods into it first."))
    splitting.hold_pairs(agency.pk, [draft.vendor_id for draft in drafts])
    held = hold_for_placing(
        vendors=[draft.vendor_id for draft in drafts],
        skus=wanted,
        packages=[draft.plan_package_id for draft in drafts],
    )
    goods = goods_of(wanted)
    channels = []
    for place, draft in enumerate(drafts):
        with _about(place):
            channels.append(_channel(draft, goods.skus, held.of(Vendor)[draft.vendor_id]))
    catalog.reserve_stock(quantities=_stock_for(drafts, goods.skus))
    stated = stated_by({draft.vendor_id for draft in drafts}, agency)
    regions = Region.objects.in_bulk([draft.delivery_region_id for draft in drafts])
    new: list[_New] = []
    for place, draft in enumerate(drafts):
        with _about(place):
            order = _new_order(draft, channels[place], agency=agency, actor=actor)
            order.vendor = held.of(Vendor)[draft.vendor_id]
            agreed = _state_freight(order, draft, goods, stated, regions[draft.delivery_region_id])
            ready = _price(order, draft, goods, agreed)
            new.append(_with_split(ready, new))
            budget.take(ready.booked, order_ref=order.public_id, amount_rupiah=order.gross_rupiah)
    # The numbers come last: whoever holds their rows keeps other checkouts waiting.
    _number([ready.order for ready in new])
    for ready in new:
        _save(ready)
        transitions.advance(ready.order, OrderStatus.SUBMITTED, by=actor)
        if ready.said.split or binding(ready.order):
            ask_second(ready.order)
    return [ready.order for ready in new]


def _state_freight(
    order: PurchaseOrder, draft: OrderDraft, goods: Goods, stated: Stated, region: Region
) -> Mapping[int, int]:
    """Write on an order what its shop states of bringing the goods; return what was negotiated.

    Unit prices in rupiah by variant. Raises: as ``Stated.freight``.
    """
    bought = [(goods.skus[item.sku_id], item.quantity) for item in draft.items]
    freight = stated.freight(draft.freight, vendor_id=draft.vendor_id, goods=bought, region=region)
    freight.put_on(order)
    return freight.prices


def _stock_for(drafts: Sequence[OrderDraft], skus: Mapping[int, Sku]) -> dict[int, int]:
    """Return the units to reserve by variant; what is dated has no stock but its days."""
    wanted: Counter[int] = Counter()
    for draft in drafts:
        for item in draft.items:
            if not skus[item.sku_id].is_dated:
                wanted[item.sku_id] += item.quantity
    return dict(wanted)


@contextmanager
def _about(place: int) -> Iterator[None]:
    """Name the draft a refusal is about: checkout shows the sentence beside its vendor."""
    try:
        yield
    except DomainError as refused:
        refused.details["draft"] = place
        raise


def _price(
    order: PurchaseOrder, draft: OrderDraft, found: Goods, agreed: Mapping[int, int]
) -> _New:
    """Return an unsaved order with its lines, priced, which now keeps every rule of placing.

    ``agreed``: unit prices in rupiah that were negotiated, by variant.
    """
    goods = [found.skus[item.sku_id] for item in draft.items]
    require_served(goods, draft.delivery_region_id)
    lines = lines_of(draft.items, order, found, agreed)
    priced = pricing.quote(
        [(line.total_rupiah, line.tax_class) for line in lines],
        freight_rupiah=order.freight_rupiah,
        vendor=order.vendor,
        on=order.ordered_on,
    )
    pricing.apply(order, priced.tax)
    booked = require_placeable(order, lines)
    require_days_of(order, lines)
    require_needed_with_days(order, lines)
    dear = comparing.dear_goods(
        [(line.sku, line.unit_price_rupiah, line.tax_class) for line in lines],
        rates=comparing.rates_of(priced.tax),
        on=order.ordered_on,
    )
    offers = comparing.offers_named(draft.grounds.compared, goods, order.vendor)
    stored = evidence_for(
        draft.grounds.evidence, agency_id=order.agency_id, goods=[sku.pk for sku in goods]
    )
    named = [offer.sku.pk for offer in offers]
    others = others_in(stored, goods, vendor_id=order.vendor_id, but=named)
    require_grounds(order, draft.grounds, dear, compared=len(named) + len(others))
    return _New(order, lines, priced, draft.grounds, dear, offers, stored, others, booked)


def _with_split(ready: _New, before: Sequence[_New]) -> _New:
    """Ask why the cap is passed together with what this checkout orders there already."""
    order = ready.order
    pair = (order.vendor_id, order.channel)
    there = [one.order for one in before if (one.order.vendor_id, one.order.channel) == pair]
    return replace(ready, said=settled_split(order, ready.said, together=there))


def _number(orders: Sequence[PurchaseOrder]) -> None:
    serials = next_numbers([f"{order.channel}-{order.ordered_on.year}" for order in orders])
    for order, serial in zip(orders, serials, strict=True):
        order.number = order_number(order.channel, order.ordered_on.year, serial)


def _save(new: _New) -> None:
    order = new.order
    order.save()
    for line in new.lines:
        line.order = order
    AgreedPrice.objects.bulk_create(line.agreed_price for line in new.lines)
    OrderLine.objects.bulk_create(new.lines)
    write_makers(order, new.lines)
    pricing.write_taxes(order, new.priced)
    bind_rules(order, new.priced.tax)
    write_grounds(order, new.said, new.dear, new.offers, before=Grounds(), by=order.created_by)
    attach_evidence(order, new.stored, new.others, by=order.created_by)


def _new_order(
    draft: OrderDraft, channel: Channel, *, agency: Agency, actor: User
) -> PurchaseOrder:
    day = clock.today(agency.time_zone)
    rule = pricing.cap_rule(channel=channel, on=day, tenant_slug=agency.tenant.slug)
    return PurchaseOrder(
        title=draft.title,
        agency=agency,
        channel=channel,
        ordered_on=day,
        rule=rule,
        cap_rupiah=rule.value if rule else None,
        created_by=actor,
        procurement_officer=actor,
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
    """Hold the plan's money and hand a locked returned order to the PPK."""
    _hold_money(order)
    transitions.advance(order, OrderStatus.SUBMITTED, by=actor)


def _hold_money(order: PurchaseOrder) -> None:
    budget.reserve(
        package_id=order.plan_package_id,
        account_code_id=order.account_code_id,
        order_ref=order.public_id,
        amount_rupiah=order.gross_rupiah,
    )


def _channel(draft: OrderDraft, skus: Mapping[int, Sku], vendor: Vendor) -> Channel:
    """Return the one channel all goods of a draft may be sold in today."""
    goods = [skus[item.sku_id] for item in draft.items if item.sku_id in skus]
    if len(goods) < len(draft.items):
        raise OutOfStock(_("These goods are not on sale at the moment. Choose other ones."))
    channels = {sku.product.etalase.channel for sku in goods}
    if len(channels) != 1 or any(sku.vendor_id != vendor.pk for sku in goods):
        raise RuleViolation(
            _("One order holds goods of one vendor and one channel only. Order them separately.")
        )
    channel = Channel(channels.pop())
    for sku in goods:
        catalog.require_sellable(vendor, channel, sku)
    return channel
