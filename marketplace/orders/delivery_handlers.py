"""Who is told of the delivery day of an order: that it comes near, has passed, or may move."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify
from marketplace.orders import delivery_day
from marketplace.orders.handlers import party
from marketplace.orders.models import Addendum, PurchaseOrder

BOTH_SIDES: Final = ("vendor", "officer", "reviewer")


@outbox.subscribe("order.delivery_nudged", handler="orders.remind_to_deliver")
def remind_of_the_day(event: OutboxEvent) -> None:
    """Remind shop and officer of the day, unless the goods came or it moved by now."""
    order = _order(event)
    due_at = datetime.fromisoformat(event.payload["due_at"])
    if delivery_day.is_awaited(order) and delivery_day.last_moment(order) == due_at:
        _tell(event, order, ("vendor", "officer"), due_on=order.due_on, needed_by=due_at)


@outbox.subscribe("order.late", handler="orders.tell_late")
def tell_of_late_goods(event: OutboxEvent) -> None:
    """Tell both sides, once, that the goods did not come on their day."""
    _tell(
        event,
        _order(event),
        BOTH_SIDES,
        due_on=date.fromisoformat(event.payload["due_on"]),
    )


@outbox.subscribe(
    "order.day_proposed", "order.day_agreed", "order.day_refused", handler="orders.tell_of_a_day"
)
def tell_of_another_day(event: OutboxEvent) -> None:
    """Tell both sides that another day is proposed, agreed or refused."""
    row = Addendum.objects.get(pk=event.payload["addendum"])
    reason = row.reason if event.name == "order.day_proposed" else row.answer
    _tell(event, _order(event), BOTH_SIDES, due_on=row.to_day, reason=reason)


def _order(event: OutboxEvent) -> PurchaseOrder:
    rows = PurchaseOrder.objects.select_related(
        "agency", "vendor", "procurement_officer", "commitment_officer"
    )
    return rows.get(pk=event.subject_id)


def _tell(
    event: OutboxEvent,
    order: PurchaseOrder,
    parties: Iterable[str],
    *,
    due_on: date | None,
    reason: str = "",
    needed_by: datetime | None = None,
) -> None:
    doer = event.payload.get("by")
    notify(
        event=event,
        recipients=[user for name in parties for user in party(order, name) if user.pk != doer],
        kind=event.name,
        params={
            "number": order.number,
            "title": order.title,
            "vendor": order.vendor.name,
            "due_on": due_on.isoformat() if due_on else "",
            "reason": reason,
        },
        url=reverse("order_detail", args=[order.public_id]),
        needed_by=needed_by,
    )
