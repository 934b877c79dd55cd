"""What becomes of an order whose shop a sanction stops (docs/regulations.md, R-SANCTION)."""

from marketplace.core import audit, guards, locks
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import transitions

# The shop has promised nothing yet: the agency orders elsewhere.
NOT_ACCEPTED = frozenset({OrderStatus.SUBMITTED, OrderStatus.ISSUED})
# What was promised may be finished and is paid; the PPK may terminate it.
UNDER_WAY = frozenset(
    {OrderStatus.ACCEPTED, OrderStatus.SHIPPED, OrderStatus.RECEIVED, OrderStatus.DISPUTED}
)


@guards.use_case
def halt_order(*, order_id: int, reason: str) -> PurchaseOrder:
    """Cancel an order that its stopped shop has not accepted; leave one that is under way.

    Safe to repeat: an order in any other state stays as it is.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    if order.status in NOT_ACCEPTED:
        transitions.advance(order, OrderStatus.CANCELLED, by=None, reason=reason)
        transitions.let_go(order)
    elif order.status in UNDER_WAY:
        audit.record("order.vendor_stopped", actor=None, subject=order, reason=reason)
    return order
