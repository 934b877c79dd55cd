"""Reading deliveries: what waits for whom, and what the order page shows of one."""

from dataclasses import dataclass

from marketplace.fulfilment.models import Handover, Receipt, Shipment
from marketplace.orders.models import OrderStatus, PurchaseOrder

SIDES = ("buyer", "vendor")
_UNSIGNED = "_unsigned_sides"
ON_THE_ROAD = frozenset(
    {
        OrderStatus.SHIPPED,
        OrderStatus.DISPUTED,
        OrderStatus.RECEIVED,
        OrderStatus.HANDED_OVER,
        OrderStatus.PAID,
        OrderStatus.SETTLED,
        OrderStatus.TERMINATED,
    }
)


@dataclass(frozen=True)
class Delivery:
    """Everything known about one order's goods on their way; each part may still be missing."""

    shipment: Shipment | None
    receipt: Receipt | None
    handover: Handover | None


def delivery_of(order: PurchaseOrder) -> Delivery:
    """Return what is known of an order's delivery, in three queries at most."""
    if order.status not in ON_THE_ROAD:
        return Delivery(None, None, None)
    shipments = Shipment.objects.select_related("shipped_by")
    receipts = Receipt.objects.select_related("received_by", "photo")
    return Delivery(
        shipments.filter(order=order).first(),
        receipts.filter(order=order).first(),
        handover_of(order),
    )


def handover_of(order: PurchaseOrder) -> Handover | None:
    """Return the handover record with its signers, or None before the goods were counted."""
    signed = Handover.objects.select_related("buyer_signed_by", "vendor_signed_by")
    return signed.filter(order=order).first()


def unsigned_sides(order: PurchaseOrder) -> frozenset[str]:
    """Return which sides, "buyer" and "vendor", have yet to sign; asked once per order read."""
    kept: frozenset[str] | None = order.__dict__.get(_UNSIGNED)
    if kept is None:
        signed = Handover.objects.filter(order=order).values_list(
            "buyer_signed_at", "vendor_signed_at"
        )
        kept = frozenset(
            side for row in signed for side, at in zip(SIDES, row, strict=True) if at is None
        )
        order.__dict__[_UNSIGNED] = kept
    return kept
