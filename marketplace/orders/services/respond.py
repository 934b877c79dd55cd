"""The vendor's answer to a Surat Pesanan, and what silence means."""

from marketplace.accounts.models import User
from marketplace.core import clock, guards, locks
from marketplace.core.policy import require
from marketplace.orders import policies
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import transitions
from marketplace.orders.services.days import require_not_passed
from marketplace.orders.services.placeable import require_running_year
from marketplace.orders.services.review import required


@guards.use_case
def accept_order(*, order_id: int, actor: User) -> PurchaseOrder:
    """Promise to deliver. Raises: NotAllowed, InvalidTransition, FiscalYearClosed, DayPassed."""
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_answer(actor, order))
    transitions.require_step(order, OrderStatus.ACCEPTED)
    require_running_year(order, clock.today(order.agency.time_zone))
    require_not_passed(order, order.lines.select_related("sku__product"))
    transitions.advance(order, OrderStatus.ACCEPTED, by=actor)
    return order


@guards.use_case
def decline_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Say no with a reason; the agency may issue the order again. Raises: as accept_order."""
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_answer(actor, order))
    transitions.advance(order, OrderStatus.DECLINED, by=actor, reason=required(reason))
    transitions.let_go(order)
    return order


@guards.use_case
def expire_order(*, order_id: int) -> PurchaseOrder:
    """End an order whose vendor stayed silent past the deadline (R-SP-ACCEPT).

    Raises: InvalidTransition when the vendor answered in the meantime.
    """
    return _let_pass(order_id, OrderStatus.ISSUED)


@guards.use_case
def lapse_order(*, order_id: int) -> PurchaseOrder:
    """End an order that its PPK left waiting for too long (R-REVIEW-HOLD); what it held is free.

    Raises: InvalidTransition when the PPK decided in the meantime.
    """
    return _let_pass(order_id, OrderStatus.SUBMITTED)


def _let_pass(order_id: int, waited: OrderStatus) -> PurchaseOrder:
    order = locks.lock_one(PurchaseOrder, order_id)
    transitions.require_waiting(order, waited)
    transitions.advance(order, OrderStatus.EXPIRED, by=None)
    transitions.let_go(order)
    return order
