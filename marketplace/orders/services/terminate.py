"""Ending an order after the vendor accepted it: penghentian and pemutusan Surat Pesanan.

Both are final. Stopping is for goods that are no longer needed; terminating is one-sided, for a
vendor who does not fulfil. Source: Kepka LKPP 177/2024.
"""

from marketplace.accounts.models import User
from marketplace.core import guards, locks
from marketplace.core.policy import require
from marketplace.orders import policies
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import transitions
from marketplace.orders.services.review import required


@guards.use_case
def stop_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Stop an order that is being prepared or disputed (penghentian).

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    order = _locked(order_id, actor)
    if order.status == OrderStatus.SHIPPED:  # there is an arrow, for ``stop_sent`` alone
        transitions.require_waiting(order, OrderStatus.ACCEPTED)
    return _end(order, OrderStatus.STOPPED, reason, actor)


@guards.use_case
def stop_sent(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Stop an order of which goods were sent; the room above knows that none of them is left.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    return _end(_locked(order_id, actor), OrderStatus.STOPPED, reason, actor)


@guards.use_case
def terminate_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """End an order that the vendor does not fulfil (pemutusan).

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason or while goods that were
    counted in good order wait for their BAST.
    """
    return _end(_locked(order_id, actor), OrderStatus.TERMINATED, reason, actor)


def _locked(order_id: int, actor: User) -> PurchaseOrder:
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_end(actor, order))
    return order


def _end(order: PurchaseOrder, final: OrderStatus, reason: str, actor: User) -> PurchaseOrder:
    transitions.require_nothing_to_wait_for(order)
    transitions.advance(order, final, by=actor, reason=required(reason))
    transitions.let_go(order)
    return order
