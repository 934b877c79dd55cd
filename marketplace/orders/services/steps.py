"""The one way an order changes its state, and what leaving the road gives back."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from catalog import services as catalog
from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.core import audit, clock, deadlines, outbox
from marketplace.core.errors import InvalidTransition
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.rules import can_become

ACCEPT_DEADLINE = "order.accept"
REVIEW_DEADLINE = "order.review"
SentUnits = Callable[[PurchaseOrder], Mapping[int, int]]
_sent_units: list[SentUnits] = []


def units_sent_by(count: SentUnits) -> None:
    """Let the room above say, at ``ready()``, how many units per product its vendor has sent."""
    _sent_units.append(count)


def advance(
    order: PurchaseOrder,
    new: OrderStatus,
    *,
    by: User | None,
    reason: str = "",
    amount_rupiah: int | None = None,
) -> None:
    """Move a locked order one step; the database writes the history row (I-18, I-20).

    ``amount_rupiah``: what the step is about, for those who are told; the gross without.
    Raises: InvalidTransition.
    """
    old = OrderStatus(order.status)
    if not can_become(old, new):
        raise InvalidTransition(
            _("Order %(number)s is “%(status)s” and cannot become “%(new)s”.")
            % {"number": order.number, "status": old.label, "new": new.label},
            status=old.value,
        )
    order.status, order.status_by, order.status_reason = new, by, reason
    order.status_at = clock.now()
    order.save(update_fields=["status", "status_by", "status_reason", "status_at", "approved_by"])
    audit.record(
        f"order.{new}", actor=by, subject=order, reason=reason, number=order.number, was=old.value
    )
    outbox.emit(
        f"order.{new}",
        subject=order,
        number=order.number,
        reason=reason,
        by=by.pk if by else None,
        amount_rupiah=amount_rupiah,
    )


def quantities(order: PurchaseOrder) -> dict[int, int]:
    """Return units per product of an order."""
    return dict(order.lines.values_list("product_id", "quantity"))


def let_go(order: PurchaseOrder) -> None:
    """Give back what an order that ended still holds: stock, plan money and clocks.

    Units that were sent have left the shelf; the vendor counts what comes back. Plan money that a
    signed handover has realised stays with its claim.
    """
    catalog.release_stock(quantities=_unsent(order))
    budget.release(order_ref=order.public_id)
    deadlines.close(ACCEPT_DEADLINE, subject_id=order.pk)
    deadlines.close(REVIEW_DEADLINE, subject_id=order.pk)


def _unsent(order: PurchaseOrder) -> dict[int, int]:
    left = quantities(order)
    for count in _sent_units:
        for product_id, units in count(order).items():
            left[product_id] -= units
    return {product_id: units for product_id, units in left.items() if units}
