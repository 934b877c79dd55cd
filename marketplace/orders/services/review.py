"""The PPK's three answers. Approval issues the Surat Pesanan at once."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import guards, locks
from marketplace.core.errors import RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.core.text import clean_text
from marketplace.orders import documents, policies, seconding
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import transitions
from marketplace.orders.services.placeable import lock_for_placing, require_placeable


@guards.use_case
def approve_order(*, order_id: int, actor: User) -> PurchaseOrder:
    """Approve a submitted order and issue its Surat Pesanan; the vendor's clock starts.

    Raises: DoesNotExist, NotAllowed, InvalidTransition, SecondApprovalMissing, and all that
    ``require_placeable`` raises.
    """
    order = lock_for_placing(order_id)
    require(policies.can_approve(actor, order))
    transitions.require_step(order, OrderStatus.APPROVED)
    require_placeable(order)
    seconding.require_second(order)
    order.approved_by = actor
    transitions.advance(order, OrderStatus.APPROVED, by=actor)
    documents.issue_purchase_letter(order)
    transitions.advance(order, OrderStatus.ISSUED, by=actor)
    return order


@guards.use_case
def return_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Send an order back to its officer; stock and plan money stay held meanwhile.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_review(actor, order))
    transitions.advance(order, OrderStatus.RETURNED, by=actor, reason=required(reason))
    return order


@guards.use_case
def reject_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Refuse an order for good; everything it held is given back.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_review(actor, order))
    transitions.advance(order, OrderStatus.REJECTED, by=actor, reason=required(reason))
    transitions.let_go(order)
    return order


def required(reason: str) -> str:
    """Return the reason as it was meant. Raises: RuleViolation when there is none."""
    words = clean_text(reason)
    if not words:
        raise RuleViolation(_("Write the reason: the other side and the auditor will read it."))
    return words[:REASON_MAX]
