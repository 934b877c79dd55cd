"""Rows of "what waits for me" that come from orders, whichever room carries the step out."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from marketplace.accounts.actor import actor_of
from marketplace.core.models import Deadline
from marketplace.orders import delivery_day, queries
from marketplace.orders.lifecycle import TaskWords, clocks, step_named
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels
from vendors.policies import vendors_of

LIMIT = 100
_MEMO = "_orders_waiting_in_this_request"


def waiting(request: HttpRequest) -> list[PurchaseOrder]:
    """Return the oldest orders that wait for this person; the frame and the tasks ask once."""
    found: list[PurchaseOrder] | None = getattr(request, _MEMO, None)
    if found is None:
        found = list(queries.waiting_for(actor_of(request))[:LIMIT])
        setattr(request, _MEMO, found)
    return found


def waiting_count(request: HttpRequest) -> int:
    """Return how many orders wait for this person."""
    number = len(waiting(request))
    return number if number < LIMIT else queries.waiting_for(actor_of(request)).count()


@panels.provide("tasks")
def order_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return a task per step that waits for this person, oldest order first."""
    if not request.user.is_authenticated:
        return []
    orders = waiting(request)
    if not orders:
        return []
    kinds = [running.kind for running in clocks()]
    due, shops = queries.due_dates(orders, kinds), vendors_of(request.user).count()
    return [
        _task(
            order,
            step.task,
            step.address,
            _due_at(order, due.get(order.pk)),
            party=_other_party(order, shops),
        )
        for order in orders
        for step in map(step_named, order.awaited_steps.split(","))  # type: ignore[attr-defined]
        if step and step.task
    ]


def _other_party(order: PurchaseOrder, shops: int) -> str:
    """Name the shop to buyers and the agency to sellers; with several shops both."""
    names = ([order.vendor.name] if shops != 1 else []) + ([order.agency.name] if shops else [])
    return " · ".join(names)


def _due_at(order: PurchaseOrder, running: Deadline | None) -> datetime | None:
    """Return when an order's clock runs out; goods to be sent or counted have their day."""
    if running is None and order.status in delivery_day.PREPARED:
        return delivery_day.last_moment(order)
    return running.due_at if running else None


def _task(
    order: PurchaseOrder, words: TaskWords, address: str, due_at: datetime | None, *, party: str
) -> panels.Task:
    return panels.Task(
        title=f"{words.what}: {order.title}",
        detail=f"{order.number} · {party}",
        url=reverse("order_detail", args=[order.public_id]),
        action=str(words.button),
        does=reverse("order_step", args=[order.public_id, address]),
        icon=words.icon,
        due_at=due_at,
        zone=order.agency.time_zone,
        since=order.status_at,
        amount_rupiah=order.gross_rupiah,
    )
