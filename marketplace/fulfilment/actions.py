"""What the order page shows of a delivery."""

from django.http import HttpRequest

from marketplace.core import panels
from marketplace.fulfilment import queries
from marketplace.orders.models import PurchaseOrder


@panels.provide("order.panels")
def delivery_panel(_request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Return courier, count, photo and signatures once the goods are on their way."""
    delivery = queries.delivery_of(order)
    if delivery.shipment is None:
        return []
    context = {"order": order, "delivery": delivery, "zone": order.agency.time_zone}
    return [panels.Panel("fulfilment/delivery.html", context, order=20)]
