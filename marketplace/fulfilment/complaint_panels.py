"""Where complaints are shown: on the page of their order, and in its trail."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import clock
from marketplace.fulfilment.complaint_queries import complaints_read, due_of
from marketplace.fulfilment.models import SETTLED, ComplaintStatus, ComplaintStep
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels

SAID: Final = {
    ComplaintStatus.ANSWERED: ("message-circle", gettext_lazy("The shop answered the complaint")),
    ComplaintStatus.DISAGREED: ("x", gettext_lazy("The agency did not agree to the answer")),
    ComplaintStatus.AGREED: ("handshake", gettext_lazy("The agency agreed to the answer")),
    ComplaintStatus.ESCALATED: ("scale", gettext_lazy("The internal auditor was asked to decide")),
    ComplaintStatus.DECIDED: ("scale", gettext_lazy("The internal auditor decided the complaint")),
}


@panels.provide("order.panels")
def complaints_of_an_order(_request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Show each complaint: what is wrong, what was said, and until when whose turn it is."""
    found = complaints_read(order)
    if not found:
        return []
    due_at = due_of(found)
    context = {
        "rows": [
            {
                "complaint": complaint,
                "said": [_words(step) for step in complaint.steps.all()],
                "is_settled": complaint.status in SETTLED,
            }
            for complaint in reversed(found)
        ],
        "zone": order.agency.time_zone,
        "due_at": due_at,
        "is_late": due_at is not None and due_at < clock.now(),
    }
    return [panels.Panel("fulfilment/complaints.html", context, order=10)]


def _words(step: ComplaintStep) -> dict[str, Any]:
    icon, title = SAID[ComplaintStatus(step.kind)]
    return {
        "icon": icon,
        "title": title,
        "remedy": step.get_remedy_display() if step.remedy else "",
        "words": step.words,
        "who": str(step.person) if step.person else _("by itself: the time was over"),
        "when": step.at,
    }


@panels.provide("order.timeline")
def complaints_on_the_timeline(_request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Return what was said of each complaint; that it was opened is a step of the order."""
    said = [_words(step) for row in complaints_read(order) for step in row.steps.all()]
    return [
        {
            "icon": one["icon"],
            "title": str(one["title"]),
            "who": one["who"],
            "when": one["when"],
            "reason": ". ".join(filter(None, (one["remedy"], one["words"]))),
        }
        for one in said
    ]
