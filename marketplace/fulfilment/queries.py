"""Reading deliveries: what waits for whom, and what the order page shows of one."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Role, User
from marketplace.fulfilment.models import Handover, Receipt, Shipment
from marketplace.orders import policies as orders
from marketplace.orders.models import OrderStatus, PurchaseOrder
from vendors.policies import VendorAct, vendors_of

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


def to_receive(user: User) -> QuerySet[PurchaseOrder]:
    """Return orders whose goods this activity officer (PPTK) counts, oldest first."""
    mine = PurchaseOrder.objects.filter(agency__in=user.agencies_as(Role.ACTIVITY_OFFICER))
    waiting = mine.filter(status__in=[OrderStatus.SHIPPED, OrderStatus.DISPUTED])
    waiting = waiting.exclude(created_by=user).exclude(vendor__in=vendors_of(user))
    return waiting.select_related("vendor").order_by("status_at")


def to_sign(user: User) -> QuerySet[PurchaseOrder]:
    """Return orders whose BAST lacks this person's signature, oldest first."""
    received = orders.visible_to(user).filter(status=OrderStatus.RECEIVED)
    agencies = user.agencies_as(Role.COMMITMENT_OFFICER)
    for_buyer = Q(approved_by=user, agency__in=agencies, handover__buyer_signed_at__isnull=True)
    shops = vendors_of(user, to=VendorAct.SIGN_HANDOVER)
    for_vendor = Q(vendor__in=shops, handover__vendor_signed_at__isnull=True)
    return received.filter(for_buyer | for_vendor).select_related("vendor").order_by("status_at")


def to_repair(user: User) -> QuerySet[PurchaseOrder]:
    """Return disputed orders of the person's shops, oldest first."""
    shops = vendors_of(user, to=VendorAct.ANSWER_ORDERS)
    mine = PurchaseOrder.objects.filter(vendor__in=shops, status=OrderStatus.DISPUTED)
    return mine.select_related("vendor").order_by("status_at")
