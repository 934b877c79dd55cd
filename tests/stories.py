"""Shortcuts to where a story begins: each runs the real use-cases, none writes rows itself."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.urls import reverse

from catalog.models import Product
from marketplace.core import clock
from marketplace.fulfilment.models import Claim
from marketplace.fulfilment.services import receive_order, ship_order, sign_handover
from marketplace.orders.freight import FreightChoice
from marketplace.orders.lifecycle import step_named
from marketplace.orders.models import FreightWay, PurchaseOrder
from marketplace.orders.revival import Revival
from marketplace.orders.services import (
    Grounds,
    OrderDraft,
    OrderItem,
    accept_order,
    answer_freight,
    approve_order,
    ask_freight,
    place_orders,
)
from payments.models import GovernmentCard
from payments.services import register_card
from tests import factories
from tests.factories import World, sku_of
from vendors.models import Vendor
from vendors.queries import owner_of


@contextmanager
def undone() -> Iterator[None]:
    """Play whole stories and take them back; as a test case's transaction, it is no use-case's."""
    outer: Any = transaction.atomic()
    outer._from_testcase = True  # what one use-case locks says nothing about the next (core.locks)
    with outer:
        yield
        transaction.set_rollback(True)


def order_item(product: Product, quantity: int) -> OrderItem:
    """Units of the listing's first variant as it is offered now."""
    sku = sku_of(product)
    version = sku.price_versions.latest("pk")
    revision = Product.objects.values_list("revision", flat=True).get(pk=product.pk)
    return OrderItem(sku.pk, quantity, version.pk, revision)


def step_path(order: PurchaseOrder, key: str) -> str:
    """The address at which a step of an order is asked and taken."""
    return reverse("order_step", args=[order.public_id, step_named(key).address])


UNCOMPARED = Grounds(uncompared="Hanya toko ini yang menenun motif ini")


def seen(order: PurchaseOrder) -> str:
    """What Ani was shown before she hands an order in again, or issues it again."""
    return Revival(PurchaseOrder.objects.get(pk=order.pk)).seen


FETCHED = FreightChoice(FreightWay.FETCHED)


def asked(world: World, items: Iterable[OrderItem] = (), vendor: Vendor | None = None):
    """What Ani asks a shop about the freight of her goods: Citra about two of her cloth."""
    goods = list(items) or [order_item(world.product, 2)]
    return ask_freight(
        agency_id=world.agency.pk,
        vendor_id=(vendor or world.vendor).pk,
        region_id=world.agency.region_id,
        address="Jalan Contoh 1",
        goods={item.sku_id: item.quantity for item in goods},
        actor=world.ani,
    )


def named(world: World, rupiah: int, vendor: Vendor, items: Iterable[OrderItem]) -> FreightChoice:
    """The freight that a shop names Ani for her goods, for today."""
    quote = asked(world, items, vendor)
    answer_freight(
        quote_id=quote.pk,
        freight_rupiah=rupiah,
        valid_until=clock.today(world.agency.time_zone),
        actor=owner_of(vendor),
    )
    return FreightChoice(FreightWay.QUOTE, quote.pk)


def draft(world: World, quantity: int = 2, **fields) -> OrderDraft:
    """What Ani's checkout would hand over for Citra's cloth: fetched, or at a named freight."""
    product = fields.pop("product", world.product)
    items = fields.pop("items", None) or [order_item(product, quantity)]
    freight = fields.pop("freight_rupiah", 0)
    values = {
        "vendor_id": product.vendor_id,
        "items": items,
        "freight": named(world, freight, product.vendor, items) if freight else FETCHED,
        "title": "Seragam pegawai",
        "commitment_officer_id": world.budi.pk,
        "plan_package_id": world.package.pk,
        "account_code_id": world.account_code.pk,
        "delivery_address": "Jalan Contoh 1",
        "delivery_region_id": world.agency.region_id,
        "grounds": UNCOMPARED,
    }
    return OrderDraft(**{**values, **fields})


def submitted(world: World, quantity: int = 2, **fields) -> PurchaseOrder:
    """Ani has ordered; Budi has not looked yet."""
    return place_orders(
        agency_id=world.agency.pk, drafts=[draft(world, quantity, **fields)], actor=world.ani
    )[0]


SPLIT = Grounds(uncompared="Hanya toko ini yang menenun motif ini", split="Dua acara yang berbeda")


def passing_the_cap(world: World, **fields) -> PurchaseOrder:
    """The second order to a shop of its own: it passes the cap and waits for a second person."""
    vendor = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    cloth = factories.make_product(vendor, world.etalase)
    issued(world, 30, product=cloth)
    return submitted(world, 30, product=cloth, grounds=SPLIT, **fields)


def issued(world: World, quantity: int = 2, **fields) -> PurchaseOrder:
    """Budi has approved; Citra's clock runs."""
    order = submitted(world, quantity, **fields)
    return approve_order(order_id=order.pk, actor=world.budi)


def shipped(world: World, quantity: int = 2, **fields) -> PurchaseOrder:
    """Citra has sent the goods."""
    order = issued(world, quantity, **fields)
    accept_order(order_id=order.pk, actor=world.citra)
    return ship_order(order_id=order.pk, courier="Kurir sendiri", actor=world.citra)


def received(world: World, quantity: int = 2, **fields) -> PurchaseOrder:
    """Eka has counted the goods."""
    order = shipped(world, quantity, **fields)
    counted = dict(order.lines.values_list("pk", "quantity"))
    return receive_order(order_id=order.pk, accepted=counted, actor=world.eka)


def claimed(world: World, quantity: int = 2, **fields) -> Claim:
    """Both have signed the BAST; the claim waits for Fajar."""
    order = received(world, quantity, **fields)
    sign_handover(order_id=order.pk, actor=world.budi)
    sign_handover(order_id=order.pk, actor=world.citra)
    return Claim.objects.get(order=order)


def card_of(world: World, token: str = "card-ok-fajar") -> GovernmentCard:  # noqa: S107 - the simulator's sample
    """Fajar's registered card."""
    return register_card(
        agency_id=world.agency.pk,
        token=token,
        last4="4242",
        issuer="Bank Contoh",
        actor=world.fajar,
    )
