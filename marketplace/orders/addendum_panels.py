"""Where proposed delivery days are shown: on the page of their order, and in its trail."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import moments
from marketplace.orders.models import Addendum, AddendumStatus, PurchaseOrder
from marketplace.web import panels

ANSWERS: Final = {
    AddendumStatus.AGREED: ("handshake", gettext_lazy("New delivery day agreed: %(day)s")),
    AddendumStatus.REFUSED: ("x", gettext_lazy("New delivery day refused: %(day)s")),
    AddendumStatus.LAPSED: ("timer-off", gettext_lazy("New delivery day not answered: %(day)s")),
}


@panels.provide("order.panels")
def addenda_of_an_order(_request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Show each proposed day with its reason and its answer, the newest first."""
    rows = list(reversed(order.addenda.all()))
    if not rows:
        return []
    context = {"rows": rows, "zone": order.agency.time_zone}
    return [panels.Panel("orders/addenda.html", context, order=20)]


@panels.provide("order.timeline")
def addenda_on_the_timeline(_request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Tell in the trail who proposed another day, and what became of it."""
    return [entry for row in order.addenda.all() for entry in _entries(row)]


def _entries(row: Addendum) -> list[dict[str, Any]]:
    day = moments.day(row.to_day)
    proposed = {
        "icon": "calendar-clock",
        "title": _("New delivery day proposed: %(day)s") % {"day": day},
        "who": str(row.proposed_by),
        "when": row.proposed_at,
        "reason": row.reason,
    }
    if row.status == AddendumStatus.OPEN:
        return [proposed]
    icon, title = ANSWERS[AddendumStatus(row.status)]
    answered = {
        "icon": icon,
        "title": str(title) % {"day": day},
        "who": str(row.answered_by or _("by itself")),
        "when": row.answered_at,
        "reason": row.answer,
    }
    return [proposed, answered]
