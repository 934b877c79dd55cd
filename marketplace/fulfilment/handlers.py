"""Who hears of a complaint about goods; the other steps are announced by the orders room."""

from django.urls import reverse

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify
from marketplace.orders.models import PurchaseOrder
from vendors.policies import VendorAct
from vendors.queries import people_of


@outbox.subscribe("order.disputed", handler="fulfilment.notify")
def tell_about_a_complaint(event: OutboxEvent) -> None:
    """Tell the vendor, the PPK and the officer what is wrong with the goods."""
    order = PurchaseOrder.objects.select_related("vendor", "created_by", "commitment_officer").get(
        pk=event.subject_id
    )
    shop = people_of(order.vendor, to=VendorAct.ANSWER_ORDERS)
    notify(
        event=event,
        recipients=[*shop, order.commitment_officer, order.created_by],
        kind=event.name,
        params={
            "number": order.number,
            "title": order.title,
            "reason": str(event.payload.get("reason") or ""),
        },
        url=reverse("order_detail", args=[order.public_id]),
    )
