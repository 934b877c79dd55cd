"""What the order page shows of a delivery."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.fulfilment import queries
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels


@panels.provide("order.panels")
def delivery_panel(_request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Return courier, count, photo and signatures once the goods are on their way."""
    delivery = queries.delivery_of(order)
    if not delivery.shipments:
        return []
    context = {"order": order, "delivery": delivery, "zone": order.agency.time_zone}
    return [panels.Panel("fulfilment/delivery.html", context, order=20)]


@panels.provide("order.timeline")
def parts_on_the_timeline(_request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Return the shipments and signed handovers that are no step of the whole order."""
    return [
        {
            "icon": "truck",
            "title": _("A further part sent"),
            "who": f"{shipment.shipped_by}, {_('vendor')}",
            "when": shipment.shipped_at,
        }
        for shipment in queries.later_shipments(order)
    ] + [
        {
            "icon": "file-check",
            "title": _("%(number)s signed for a part") % {"number": handover.number},
            "who": f"{handover.buyer_signed_by}, {handover.vendor_signed_by}",
            "when": max(filter(None, (handover.buyer_signed_at, handover.vendor_signed_at))),
        }
        for handover in queries.partial_handovers(order)
    ]
