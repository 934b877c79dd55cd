"""Who hears of a part of an order; the steps of the whole are announced by orders."""

from django.urls import reverse

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from marketplace.orders.handlers import party
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
    """Tell each party what a part of an order has come to, except whoever took the step."""
    order = PurchaseOrder.objects.select_related("vendor", "created_by", "commitment_officer").get(
        pk=event.subject_id
    )
    people = {user.pk: user for name in AUDIENCE[event.name] for user in party(order, name)}
    people.pop(event.payload.get("by"), None)
    notify(
        event=event,
        recipients=list(people.values()),
        kind=event.name,
        params={
            "number": order.number,
            "title": order.title,
            "vendor": order.vendor.name,
            "amount": rupiah(event.payload.get("amount_rupiah") or 0),
        },
        url=reverse("order_detail", args=[order.public_id]),
    )
