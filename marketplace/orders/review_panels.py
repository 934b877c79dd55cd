"""What the trail of an order says of its review: the second approval, and lines struck."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.actor import actor_of
from marketplace.orders import policies
from marketplace.orders.models import PurchaseOrder, StruckLine
from marketplace.web import panels


@panels.provide("order.timeline")
def second_approvals(request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Tell in the trail who gave a second approval, and why; the vendor does not read it."""
    if policies.sells(actor_of(request), order):
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


@panels.provide("order.timeline")
def strikes(request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Tell in the trail which lines were struck, and why; the vendor does not read it."""
    if policies.sells(actor_of(request), order):
        return []
    found: dict[Any, list[StruckLine]] = {}
    for row in order.struck_lines.all():
        found.setdefault(row.struck_at, []).append(row)
    return [
        {
            "icon": "minus",
            "title": _("Lines struck by the PPK"),
            "who": str(rows[0].struck_by),
            "when": when,
            "reason": "; ".join(f"{row.name}: {row.reason}" for row in rows),
        }
        for when, rows in found.items()
    ]
