"""The clock of the delivery day: it starts with the shop's promise and ends with the goods.

When it has passed nothing is decided: the order is late, and both sides are told once.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.core import audit, clock, deadlines, guards, locks, outbox
from marketplace.core.errors import InvalidTransition
from marketplace.orders import delivery_day
from marketplace.orders.delivery_day import DELIVERY
from marketplace.orders.models import Addendum, AddendumStatus, OrderStatus, PurchaseOrder


def follow(order: PurchaseOrder, old: OrderStatus, new: OrderStatus) -> None:
    """Keep the clock with a step of a locked order; what nobody answered lapses with its end."""
    if (old, new) == (OrderStatus.ISSUED, OrderStatus.ACCEPTED):
        start(order)
    elif old in delivery_day.AWAITED and new not in delivery_day.AWAITED:
        deadlines.close(DELIVERY, subject_id=order.pk)
        _lapse(order)


def start(order: PurchaseOrder) -> None:
    """Start the clock of a promised order, or start it anew for another day."""
    due_at = delivery_day.last_moment(order)
    if due_at is not None:
        deadlines.open_deadline(DELIVERY, subject_id=order.pk, due_at=due_at)


def _lapse(order: PurchaseOrder) -> None:
    waiting = Addendum.objects.filter(order=order, status=AddendumStatus.OPEN)
    if waiting.update(status=AddendumStatus.LAPSED, answered_at=clock.now()):
        audit.record("order.addendum_lapsed", actor=None, subject=order, number=order.number)


def remind_to_deliver(order_id: int, due_at: datetime) -> None:
    """Let shop and officer be told that the delivery day comes near."""
    order = PurchaseOrder.objects.get(pk=order_id)
    outbox.emit("order.delivery_nudged", subject=order, due_at=due_at.isoformat())


@guards.use_case
def state_late(order_id: int) -> None:
    """Tell that goods have not come on their day; the platform's own step, the state stays.

    Raises: InvalidTransition where they came, or another day was agreed on, in the meantime.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    due_at = delivery_day.last_moment(order)
    if due_at is None or due_at > clock.now() or not delivery_day.is_awaited(order):
        raise InvalidTransition(
            _("The goods of order %(number)s are not late.") % {"number": order.number},
            status=order.status,
        )
    audit.record("order.late", actor=None, subject=order, number=order.number, due_on=order.due_on)
    outbox.emit("order.late", subject=order, due_on=order.due_on)
