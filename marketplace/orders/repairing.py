"""What of a returned order its PPK named for repair, and what was repaired since."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from marketplace.core.errors import RuleViolation
from marketplace.orders.models import (
    OrderRepair,
    OrderStatus,
    PurchaseOrder,
    RepairField,
    RepairRequest,
    StatusChange,
)


class PartLocked(RuleViolation):
    """The PPK named other parts of the order for repair."""

    code = "part_locked"


def last_return(order: PurchaseOrder) -> StatusChange | None:
    """Return the step by which an order was returned last."""
    steps = [one for one in order.status_changes.all() if one.to_status == OrderStatus.RETURNED]
    return steps[-1] if steps else None


def named_parts(order: PurchaseOrder) -> Sequence[RepairField]:
    """Return the parts that the PPK named with the last return; none where all are open."""
    step = last_return(order)
    row = RepairRequest.objects.filter(step=step).first() if step else None
    return [RepairField(part) for part in row.parts] if row else []


def open_parts(order: PurchaseOrder) -> Sequence[RepairField]:
    """Return the parts of a returned order that may be repaired: those named, else every one."""
    return named_parts(order) or list(RepairField)


def require_open(order: PurchaseOrder, part: RepairField) -> None:
    """Refuse to change a part that was not named for repair. Raises: PartLocked."""
    named = named_parts(order)
    if named and part not in named:
        raise PartLocked(
            _(
                "“%(part)s” stays as it is: the PPK returned the order for %(named)s. Repair that, "
                "or write to the PPK in the conversation."
            )
            % {"part": part.label, "named": ", ".join(str(one.label) for one in named)}
        )


def repairs_of(order: PurchaseOrder) -> list[OrderRepair]:
    """Return what was changed since the order was returned last, oldest first."""
    step = last_return(order)
    if step is None:
        return []
    return list(order.repairs.filter(repaired_at__gte=step.changed_at))
