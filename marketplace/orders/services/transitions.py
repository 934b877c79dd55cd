"""The one way an order changes its state, and what an order that ends gives back."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from catalog import services as catalog
from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.core import audit, clock, deadlines, outbox
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.holidays import due_in
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.lifecycle import STATES, Clock, can_become
from marketplace.orders.models import OrderStatus, PurchaseOrder

SentUnits = Callable[[PurchaseOrder], Mapping[int, int]]
_sent_units: list[SentUnits] = []
Hindrance = Callable[[PurchaseOrder], str]
_hindrances: list[Hindrance] = []


def units_sent_by(count: SentUnits) -> None:
    """Let the room above say, at ``ready()``, how many units per variant its vendor has sent."""
    _sent_units.append(count)


def ending_waits_for(hindrance: Hindrance) -> None:
    """Let the room above say, at ``ready()``, why an order may not end yet, or nothing."""
    _hindrances.append(hindrance)


def require_nothing_to_wait_for(order: PurchaseOrder) -> None:
    """Refuse to end an order while something that was done would be lost. Raises: RuleViolation."""
    for hindrance in _hindrances:
        if words := hindrance(order):
            raise RuleViolation(words)


def advance(
    order: PurchaseOrder,
    new: OrderStatus,
    *,
    by: User | None,
    reason: str = "",
    amount_rupiah: int | None = None,
) -> None:
    """Move a locked order one step; the database writes the history row (I-18, I-20).

    The clock of the state it leaves stops, that of the state it enters starts.
    ``amount_rupiah``: what the step is about, for those who are told; the gross without.
    Raises: InvalidTransition.
    """
    old = require_step(order, new)
    order.status, order.status_by, order.status_reason = new, by, reason
    order.status_at = clock.now()
    order.save(update_fields=["status", "status_by", "status_reason", "status_at", "approved_by"])
    _turn_clocks(order, STATES[old].clock, STATES[new].clock)
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


def require_step(order: PurchaseOrder, new: OrderStatus) -> OrderStatus:
    """Return the state from which this step exists. Raises: InvalidTransition."""
    old = OrderStatus(order.status)
    if not can_become(old, new):
        raise InvalidTransition(
            _("Order %(number)s is “%(status)s” and cannot become “%(new)s”.")
            % {"number": order.number, "status": old.label, "new": new.label},
            status=old.value,
        )
    return old


def _turn_clocks(order: PurchaseOrder, old: Clock | None, new: Clock | None) -> None:
    if old:
        deadlines.close(old.kind, subject_id=order.pk)
    if new:
        deadlines.open_deadline(new.kind, subject_id=order.pk, due_at=_due(order, new))


def _due(order: PurchaseOrder, running: Clock) -> datetime:
    bound = bound_rule(order, running.rule)
    return due_in(bound.value, bound.rule.unit, order.agency.time_zone)


def stock_of(order: PurchaseOrder) -> dict[int, int]:
    """Return units per variant that an order takes from the stock; what has days takes none."""
    return dict(order.lines.filter(wanted_on=None).values_list("sku_id", "quantity"))


def let_go(order: PurchaseOrder) -> None:
    """Give back what an order that ended still holds: stock and plan money.

    Its days are free by its state alone. Units that were sent have left the shelf; the vendor
    counts what comes back. Plan money that a signed handover has realised stays with its claim.
    """
    catalog.release_stock(quantities=_unsent(order))
    budget.release(order_ref=order.public_id)


def _unsent(order: PurchaseOrder) -> dict[int, int]:
    left = stock_of(order)
    for count in _sent_units:
        for sku_id, units in count(order).items():
            if sku_id in left:
                left[sku_id] -= units
    return {sku_id: units for sku_id, units in left.items() if units}
