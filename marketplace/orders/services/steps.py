"""The one way an order changes its state, and what leaving the road gives back."""

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


def advance(order: PurchaseOrder, new: OrderStatus, *, by: User | None, reason: str = "") -> None:
    """Move a locked order one step; the database writes the history row (I-18, I-20).

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
    )


def quantities(order: PurchaseOrder) -> dict[int, int]:
    """Return units per variant of an order."""
    return dict(order.lines.values_list("sku_id", "quantity"))


def let_go(order: PurchaseOrder) -> None:
    """Give back stock, plan money and clocks of an order that ended before shipment."""
    catalog.release_stock(quantities=quantities(order))
    budget.release(order_ref=order.public_id)
    deadlines.close(ACCEPT_DEADLINE, subject_id=order.pk)
    deadlines.close(REVIEW_DEADLINE, subject_id=order.pk)
