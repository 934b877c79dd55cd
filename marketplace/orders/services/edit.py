"""Repairing a returned order."""

from collections.abc import Mapping, Sequence
from datetime import date

from catalog.dating import days_words
from catalog.day_rules import Days
from catalog.terms import require_quantity, require_served
from marketplace.accounts.models import User
from marketplace.core import audit, guards, moments
from marketplace.core.money import grouped
from marketplace.core.policy import require
from marketplace.core.seen import require_seen
from marketplace.orders import comparing, policies, repairing
from marketplace.orders.models import OrderLine, PurchaseOrder, RepairField
from marketplace.orders.revival import NO_DAYS, Revival
from marketplace.orders.services import place, repair
from marketplace.orders.services.days import require_days_of, require_needed_with_days
from marketplace.orders.services.grounds import (
    Grounds,
    grounds_of,
    merged,
    require_grounds,
    settled_split,
    write_grounds,
)
from marketplace.orders.services.lines import lines_with_prices, rewrite_lines, save_rewritten
from marketplace.orders.services.placeable import lock_for_placing, require_placeable
from marketplace.orders.services.second import ask_second


@guards.use_case
def change_quantities(
    *,
    order_id: int,
    quantities: Mapping[int, int],
    actor: User,
    days: Mapping[int, Days | None] = NO_DAYS,
    grounds: Grounds | None = None,
) -> PurchaseOrder:
    """Set the units of some lines (line id → units; 0 removes the line) of a returned order.

    Prices stay those the officer saw: of the same version, for the new number of units.
    ``days``: for which days dated lines are wanted (line id → days); units of a rental are pieces ×
    days. ``grounds``: reasons and offers to be stored with it. Raises: NotAllowed, OutOfStock,
    BelowMinimum, AboveMaximum, ReasonMissing, PartLocked, RuleViolation, and everything
    ``require_days_of`` and ``require_placeable`` raise.
    """
    order = lock_for_placing(order_id)
    require(policies.can_edit(actor, order))
    repairing.require_open(order, RepairField.LINES)
    lines = lines_with_prices(order)
    shown = [_shown(line) for line in lines]
    done = rewrite_lines(order, lines, quantities, days=days, by=actor)
    require_placeable(order)
    save_rewritten(order, done)
    keep_grounds(order, grounds or Grounds(), by=actor)
    repair.note(order, RepairField.LINES, _moved(lines, shown, done.after), by=actor)
    audit.record(
        "order.changed",
        actor=actor,
        subject=order,
        before=done.before,
        after=done.after,
        **done.told,
    )
    return order


def _shown(line: OrderLine) -> str:
    """Return units and days of a line as people read them."""
    days = days_words(line, line.order.agency.time_zone)
    return f"{grouped(line.quantity)} {line.unit}" + (f", {days}" if days else "")


def _moved(
    lines: Sequence[OrderLine], before: Sequence[str], after: Mapping[int, int]
) -> list[tuple[str, str, str]]:
    """Return the title of each line with its units before and after; a dash where it is gone."""
    return [
        (line.title, was, _shown(line) if after[line.sku_id] else "–")
        for line, was in zip(lines, before, strict=True)
    ]


def keep_grounds(order: PurchaseOrder, said: Grounds, *, by: User) -> None:
    """Ask for the reasons a locked returned order owes, and store what is new of them.

    Raises: ReasonMissing.
    """
    before = grounds_of(order)
    together = settled_split(order, merged(said, before))
    dear = comparing.dear_lines(order)
    skus = [line.sku for line in order.lines.select_related("sku__product")]
    fresh = [pk for pk in said.compared if pk not in before.compared]
    offers = comparing.offers_named(fresh, skus, order.vendor)
    require_grounds(order, together, dear, compared=len(before.compared) + len(offers))
    write_grounds(order, together, dear, offers, before=before, by=by)


@guards.use_case
def resubmit_order(
    *,
    order_id: int,
    seen: str,
    actor: User,
    deliver_by: date | None = None,
    grounds: Grounds | None = None,
) -> PurchaseOrder:
    """Hand a repaired order to the PPK again; the plan's money follows the new total.

    ``seen``: what the officer was shown (``Revival.seen``); ``deliver_by``: the day of need, none
    for the usual term. Raises: NotAllowed, InvalidTransition, ChangedSince, PartLocked,
    ReasonMissing, BelowMinimum, AboveMaximum, OutsideServiceArea, and everything
    ``require_days_of`` and ``require_placeable`` raise.
    """
    order = lock_for_placing(order_id)
    require(policies.can_edit(actor, order))
    revival = Revival(order)
    require_seen(seen, revival.facts)
    if deliver_by != order.deliver_by:
        if revival.may_keep_day:
            repairing.require_open(order, RepairField.NEEDED_BY)
        _change_day(order, deliver_by, actor)
    require_placeable(order)
    _require_terms(order)
    keep_grounds(order, grounds or Grounds(), by=actor)
    place.submit(order, actor=actor)
    ask_second(order)
    return order


def _change_day(order: PurchaseOrder, day: date | None, actor: User) -> None:
    """Need a locked returned order by another day, or by none for the usual term."""
    before, order.deliver_by = order.deliver_by, day
    order.save(update_fields=["deliver_by"])
    words = [("", _day_words(before), _day_words(day))]
    repair.note(order, RepairField.NEEDED_BY, words, by=actor)
    audit.record(
        "order.changed",
        actor=actor,
        subject=order,
        before={"deliver_by": before},
        after={"deliver_by": day},
    )


def _day_words(day: date | None) -> str:
    return moments.day(day) if day else "–"


def _require_terms(order: PurchaseOrder) -> None:
    """Ask the terms of the goods anew: the shop may have changed them meanwhile."""
    lines = list(order.lines.select_related("sku__product"))
    for line in lines:
        require_quantity(line.sku, line.quantity)
    require_served([line.sku for line in lines], order.delivery_region_id)
    require_days_of(order, lines, held={line.pk for line in lines})
    require_needed_with_days(order, lines)
