"""The one way an order changes its state, and what an order that ends gives back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from catalog import services as catalog
from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.core import audit, clock, deadlines, outbox
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.holidays import due_in
from marketplace.core.rule_codes import MEANINGS
from marketplace.core.rulebook import rule_in_force
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.lifecycle import STATES, Clock, can_become
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import delivery

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
    order.save(
        update_fields=["status", "status_by", "status_reason", "status_at", "approved_by", "due_on"]
    )
    _turn_clocks(order, STATES[old].clocks, STATES[new].clocks)
    delivery.follow(order, old, new)
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


def require_waiting(order: PurchaseOrder, status: OrderStatus) -> None:
    """Let a clock end an order only in the state it ran for. Raises: InvalidTransition."""
    if order.status != status:
        raise not_open_now(order)


def not_open_now(order: PurchaseOrder) -> InvalidTransition:
    """Return the refusal of a step that does not begin in the state of the order."""
    return InvalidTransition(
        _("Order %(number)s is “%(status)s”: this step is not open now.")
        % {"number": order.number, "status": order.get_status_display()},
        status=order.status,
    )


def _turn_clocks(order: PurchaseOrder, old: Iterable[Clock], new: Iterable[Clock]) -> None:
    for running in old:
        deadlines.close(running.kind, subject_id=order.pk)
    for running in new:
        deadlines.open_deadline(running.kind, subject_id=order.pk, due_at=_due(order, running))


def _due(order: PurchaseOrder, running: Clock) -> datetime:
    """Return when a clock runs out: by the order's own stored rule, else by the one of today."""
    agency = order.agency
    if MEANINGS[running.rule].binds_orders:
        bound = bound_rule(order, running.rule)
        return due_in(bound.value, bound.rule.unit, agency.time_zone)
    day = clock.today(agency.time_zone)
    rule = rule_in_force(running.rule, on=day, tenant_slug=agency.tenant.slug)
    return due_in(rule.value, rule.unit, agency.time_zone)


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
