"""The second approval of an order (persetujuan kedua)."""

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks, outbox
from marketplace.core.policy import require
from marketplace.orders import seconding
from marketplace.orders.models import OrderStatus, PurchaseOrder, SecondApproval
from marketplace.orders.services import transitions
from marketplace.orders.services.review import required
from marketplace.orders.splitting import hold_pair_of


@guards.use_case
def second_approve(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Confirm, beside PP and PPK, an order that a rule asks it of (``seconding.Owed``).

    It comes before the PPK approves, and moves nothing: the order still waits for the PPK, who may
    approve it then. It is of this handing in alone. Raises: DoesNotExist, NotAllowed,
    InvalidTransition, SecondApprovalNotOwed, RuleViolation without a reason.
    """
    hold_pair_of(order_id)
    order = locks.lock_one(PurchaseOrder, order_id)
    require(seconding.can_second(actor, order))
    transitions.require_step(order, OrderStatus.APPROVED)
    owed = seconding.require_owed(order)
    row = SecondApproval.objects.create(
        order=order,
        submission=order.status_changes.filter(to_status=OrderStatus.SUBMITTED).latest("pk"),
        person=actor,
        reason=required(reason),
        total_rupiah=owed.total_rupiah,
        given_at=clock.now(),
    )
    audit.record(
        "order.second_approved",
        actor=actor,
        subject=order,
        reason=row.reason,
        number=order.number,
        total_rupiah=row.total_rupiah,
    )
    outbox.emit("second_approval.given", subject=order, approval=row.pk, by=actor.pk)
    return order


def ask_second(order: PurchaseOrder) -> None:
    """Tell those who may give the second approval of an order just handed in, where it is owed."""
    if seconding.owed_second(order) is not None:
        outbox.emit("second_approval.asked", subject=order)
