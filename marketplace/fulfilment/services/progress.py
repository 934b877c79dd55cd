"""The order's status is derived from its parts, here and nowhere else."""

from marketplace.accounts.models import User
from marketplace.core import audit, outbox
from marketplace.core.errors import Conflict
from marketplace.fulfilment import queries
from marketplace.fulfilment.rules import derived_status
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import advance


class PartTaken(Conflict):
    """Another shipment or count was recorded since the form was made: sent twice, kept once."""

    code = "part_taken"


UNDER_WAY = frozenset(
    {
        OrderStatus.ACCEPTED,
        OrderStatus.SHIPPED,
        OrderStatus.RECEIVED,
        OrderStatus.HANDED_OVER,
        OrderStatus.PAID,
    }
)


def derive_progress(
    order: PurchaseOrder,
    step: OrderStatus,
    *,
    by: User | None,
    reason: str = "",
    amount_rupiah: int | None = None,
) -> None:
    """Move a locked order to where all its parts stand, after one part has taken ``step``.

    Until the last part has taken it, the step is told as ``order.part_<step>`` and the status
    stays. A complaint stays open until everything that was sent is counted in good order; an order
    that was stopped or terminated stays so while the claims for what was handed over are paid.
    ``amount_rupiah``: what the part is worth, for those who are told.
    """
    lines = [progress for _line, progress in queries.progress_of(order)]
    claims = list(order.claims.values_list("status", flat=True))
    target = OrderStatus(derived_status(lines, claims))
    repaired = order.status == OrderStatus.DISPUTED and not any(line.to_count for line in lines)
    moves = (repaired or order.status in UNDER_WAY) and target != order.status
    if moves:
        advance(order, target, by=by, reason=reason, amount_rupiah=amount_rupiah)
    if not moves or target != step:
        _tell_of_a_part(order, step, by=by, reason=reason, amount_rupiah=amount_rupiah)


def _tell_of_a_part(
    order: PurchaseOrder,
    step: OrderStatus,
    *,
    by: User | None,
    reason: str,
    amount_rupiah: int | None,
) -> None:
    name = f"order.part_{step}"
    audit.record(name, actor=by, subject=order, reason=reason, number=order.number)
    outbox.emit(
        name,
        subject=order,
        number=order.number,
        reason=reason,
        by=by.pk if by else None,
        amount_rupiah=amount_rupiah,
    )
