"""Rows of "what waits for me" that come from orders."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.core import panels
from marketplace.core.models import Deadline
from marketplace.orders import queries
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services.steps import ACCEPT_DEADLINE, REVIEW_DEADLINE

LIMIT = 50


def _words(status: str) -> tuple[str, str, str]:
    """Return what to do, the button and the icon for a status."""
    return {
        OrderStatus.SUBMITTED: (_("Approve or return"), _("Review"), "file-check"),
        OrderStatus.RETURNED: (_("Repair and submit again"), _("Repair"), "undo-2"),
        OrderStatus.ISSUED: (_("Accept or decline"), _("Answer"), "handshake"),
        OrderStatus.ACCEPTED: (_("Pack and send"), _("Send"), "truck"),
    }[OrderStatus(status)]


def due_dates(orders: list[PurchaseOrder]) -> dict[int, Deadline]:
    """Return the open deadline of each order, in one query."""
    rows = Deadline.objects.filter(
        kind__in=[ACCEPT_DEADLINE, REVIEW_DEADLINE],
        subject_id__in=[order.pk for order in orders],
        closed_at__isnull=True,
    )
    return {row.subject_id: row for row in rows}


@panels.provide("tasks")
def order_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return a task per order whose next step is this person's."""
    if not request.user.is_authenticated:
        return []
    orders = list(queries.waiting_for(request.user)[:LIMIT])
    due = due_dates(orders)
    tasks = []
    for order in orders:
        what, button, icon = _words(order.status)
        deadline = due.get(order.pk)
        tasks.append(
            panels.Task(
                title=f"{what}: {order.title}",
                detail=f"{order.number} · {order.vendor.name}",
                url=reverse("order_detail", args=[order.public_id]),
                action=button,
                icon=icon,
                due_at=deadline.due_at if deadline else None,
                since=order.status_at,
                amount_rupiah=order.gross_rupiah,
            )
        )
    return tasks
