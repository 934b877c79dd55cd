"""What the page of an order says of its second approval."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.actor import actor_of
from marketplace.orders import policies
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels


@panels.provide("order.timeline")
def second_approvals(request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Tell in the trail who gave a second approval, and why; the vendor does not read it."""
    if order.cap_rupiah is None or policies.sells(actor_of(request), order):
        return []
    return [
        {
            "icon": "shield-check",
            "title": _("Second approval"),
            "who": str(row.person),
            "when": row.given_at,
            "reason": row.reason,
        }
        for row in order.second_approvals.select_related("person")
    ]
