"""How far an order has come: short ways to the beginning of a story, through the use-cases."""

from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services import (
    OrderDraft,
    accept_order,
    approve_order,
    place_orders,
    return_order,
)
from tests.factories import sku_of
from tests.stories import FETCHED, UNCOMPARED, named, order_item, seen

__all__ = ["UNCOMPARED", "order_item", "seen"]


def draft(world, quantity=2, product=None, **fields) -> OrderDraft:
    """What checkout would hand over for one vendor."""
    product = product or world.product
    items = fields.pop("items", None) or [order_item(product, quantity)]
    freight = fields.pop("freight_rupiah", 0)
    values = {
        "vendor_id": product.vendor_id,
        "items": items,
        "freight": named(world, freight, product.vendor, items) if freight else FETCHED,
        "title": "Kain tenun untuk tamu",
        "commitment_officer_id": world.budi.pk,
        "plan_package_id": world.package.pk,
        "account_code_id": world.account_code.pk,
        "delivery_address": "Jalan Contoh 1",
        "delivery_region_id": world.agency.region_id,
        "grounds": UNCOMPARED,
    }
    return OrderDraft(**{**values, **fields})


def submitted(world, **fields) -> PurchaseOrder:
    """An order that waits for Budi."""
    orders = place_orders(
        agency_id=world.agency.pk, drafts=[draft(world, **fields)], actor=world.ani
    )
    return orders[0]


def returned(world, **fields) -> PurchaseOrder:
    """An order Budi has sent back to Ani."""
    order = submitted(world, **fields)
    return return_order(order_id=order.pk, reason="Jumlahnya kurang", actor=world.budi)


def issued(world, **fields) -> PurchaseOrder:
    """An order that waits for Citra's answer."""
    return approve_order(order_id=submitted(world, **fields).pk, actor=world.budi)


def accepted(world, **fields) -> PurchaseOrder:
    """An order Citra has promised to deliver."""
    return accept_order(order_id=issued(world, **fields).pk, actor=world.citra)


def stock_of(product) -> tuple[int, int]:
    """Units on the shelf and units reserved."""
    sku = sku_of(product)
    return sku.stock, sku.reserved


def held_of(package) -> int:
    """What live orders hold of a package, in rupiah."""
    package.refresh_from_db()
    return package.reserved_rupiah
