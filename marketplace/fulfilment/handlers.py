"""Who hears of a part of an order; the steps of the whole are announced by orders."""

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment import standing
from marketplace.orders.handlers import notify_about
from marketplace.orders.models import PurchaseOrder

# The same people as for the whole order's step.
AUDIENCE: dict[str, tuple[str, ...]] = {
    "order.part_shipped": ("officer", "receivers"),
    "order.part_received": ("reviewer", "vendor"),
    "order.part_handed_over": ("payers", "vendor", "vendor_money"),
    "order.part_paid": ("officer", "vendor_money", "treasurers"),
    "order.part_settled": ("vendor_money",),
}


@outbox.subscribe(*AUDIENCE, handler="fulfilment.notify_part")
def tell_about_a_part(event: OutboxEvent) -> None:
    """Tell each party what a part of an order has come to."""
    notify_about(event, AUDIENCE[event.name])


@outbox.subscribe("order.handed_over", handler="fulfilment.count_standing")
def count_standing(event: OutboxEvent) -> None:
    """Count anew what the orders of the shop say about it."""
    standing.count_anew(
        PurchaseOrder.objects.values_list("vendor_id", flat=True).get(pk=event.subject_id)
    )
