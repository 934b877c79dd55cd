"""Repairing a returned order."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.dating import DAY_COLUMNS
from catalog.day_rules import Days
from catalog.terms import require_quantity, require_served
from marketplace.accounts.models import User
from marketplace.core import audit, guards
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import RuleViolation
from marketplace.core.policy import require
from marketplace.core.seen import require_seen
from marketplace.orders import comparing, policies, pricing
from marketplace.orders.freight import require_still_covered
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.orders.revival import NO_DAYS, Revival
from marketplace.orders.services import place
from marketplace.orders.services.agreeing import agree
from marketplace.orders.services.days import (
    change_days,
    require_days_of,
    require_needed_with_days,
)
from marketplace.orders.services.grounds import (
    Grounds,
    grounds_of,
    merged,
    require_grounds,
    settled_split,
    write_grounds,
)
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
    BelowMinimum, AboveMaximum, ReasonMissing, RuleViolation, and everything ``require_days_of`` and
    ``require_placeable`` raise.
    """
    order = lock_for_placing(order_id)
    require(policies.can_edit(actor, order))
    lines = _lines_with_prices(order)
    before, after = _counts(lines, quantities)
    stock = {line.sku_id for line in lines if line.wanted is None}
    told = _change_lines(order, lines, after, days, actor)
    require_still_covered(order)
    priced = _reprice(order)
    require_placeable(order)
    _save_price(order, priced)
    keep_grounds(order, grounds or Grounds(), by=actor)
    _move_stock(_only(before, stock), _only(after, stock))
    audit.record("order.changed", actor=actor, subject=order, before=before, after=after, **told)
    return order


def _lines_with_prices(order: PurchaseOrder) -> list[OrderLine]:
    versions = ("agreed_price__price_version", "agreed_price__tier_version")
    return list(order.lines.select_related("sku__product", *versions))


def _change_lines(
    order: PurchaseOrder,
    lines: Sequence[OrderLine],
    units: Mapping[int, int],
    days: Mapping[int, Days | None],
    actor: User,
) -> dict[str, Any]:
    """Give lines their units (by variant, 0 removes one) and days; return what the trail says."""
    was = {line.pk: (line.quantity, line.wanted) for line in lines}
    moved = change_days(lines, days)
    kept = [line for line in lines if units[line.sku_id]]
    for line in kept:
        _set_units(line, units[line.sku_id], actor)
    require_days_of(order, kept, held=_held(kept, was))
    for line in lines:
        if line not in kept:
            line.delete()
        elif (line.quantity, line.wanted) != was[line.pk]:
            _save(line)
    return {"days": {line.code: line.wanted_on for line in kept if line.wanted}} if moved else {}


def _held(lines: Sequence[OrderLine], was: Mapping[int, tuple[int, Days | None]]) -> set[int]:
    """Return the keys of lines that want no more places than they hold."""
    return {
        line.pk
        for line in lines
        if _ends(line.wanted) == _ends(was[line.pk][1]) and line.quantity <= was[line.pk][0]
    }


def _ends(days: Days | None) -> tuple[date, date] | None:
    return (days.first, days.end) if days else None


def _set_units(line: OrderLine, units: int, actor: User) -> None:
    """Set the units of a line, not saved yet, and the price that its version states for so many."""
    if units == line.quantity:
        return
    require_quantity(line.sku, units)
    version = line.agreed_price.version
    if version is not None and version.price_for(units) != line.unit_price_rupiah:
        line.agreed_price = agree(version, units, by=actor)
        line.agreed_price.save()
        line.unit_price_rupiah = line.agreed_price.unit_price_rupiah
    line.quantity, line.total_rupiah = units, units * line.unit_price_rupiah


def _save(line: OrderLine) -> None:
    money = ["quantity", "total_rupiah", "unit_price_rupiah", "agreed_price"]
    line.save(update_fields=[*money, *DAY_COLUMNS])


def _only(units: Mapping[int, int], skus: Container[int]) -> dict[int, int]:
    return {pk: number for pk, number in units.items() if pk in skus}


def _counts(
    lines: Sequence[OrderLine], quantities: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    if unknown := set(quantities) - {line.pk for line in lines}:
        raise RuleViolation(_("Line %(line)s is not in this order.") % {"line": min(unknown)})
    if any(not 0 <= units <= MAX_QUANTITY for units in quantities.values()):
        raise RuleViolation(_("The quantity must be between 0 and 1,000,000 units."))
    before = {line.sku_id: line.quantity for line in lines}
    after = {line.sku_id: quantities.get(line.pk, line.quantity) for line in lines}
    if not any(after.values()):
        raise RuleViolation(_("An order needs at least one line. Cancel it instead."))
    return before, after


def _move_stock(before: Mapping[int, int], after: Mapping[int, int]) -> None:
    more = {pk: units - before[pk] for pk, units in after.items() if units > before[pk]}
    less = {pk: before[pk] - units for pk, units in after.items() if units < before[pk]}
    if more:
        catalog.reserve_stock(quantities=more)
    if less:
        catalog.release_stock(quantities=less)


def _reprice(order: PurchaseOrder) -> pricing.Quote:
    priced = pricing.quote(
        order.lines.values_list("total_rupiah", "tax_class"),
        freight_rupiah=order.freight_rupiah,
        vendor=order.vendor,
        on=order.ordered_on,
    )
    pricing.apply(order, priced.tax)
    return priced


def _save_price(order: PurchaseOrder, priced: pricing.Quote) -> None:
    order.save(
        update_fields=[
            "goods_rupiah",
            "freight_rupiah",
            "vat_rupiah",
            "gross_rupiah",
            "pph22_rupiah",
        ]
    )
    pricing.write_taxes(order, priced)


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
    for the usual term. Raises: NotAllowed, InvalidTransition, ChangedSince, ReasonMissing,
    BelowMinimum, AboveMaximum, OutsideServiceArea, and everything ``require_days_of`` and
    ``require_placeable`` raise.
    """
    order = lock_for_placing(order_id)
    require(policies.can_edit(actor, order))
    require_seen(seen, Revival(order).facts)
    if deliver_by != order.deliver_by:
        before, order.deliver_by = order.deliver_by, deliver_by
        order.save(update_fields=["deliver_by"])
        audit.record(
            "order.changed",
            actor=actor,
            subject=order,
            before={"deliver_by": before},
            after={"deliver_by": deliver_by},
        )
    require_placeable(order)
    _require_terms(order)
    keep_grounds(order, grounds or Grounds(), by=actor)
    place.submit(order, actor=actor)
    ask_second(order)
    return order


def _require_terms(order: PurchaseOrder) -> None:
    """Ask the terms of the goods anew: the shop may have changed them meanwhile."""
    lines = list(order.lines.select_related("sku__product"))
    for line in lines:
        require_quantity(line.sku, line.quantity)
    require_served([line.sku for line in lines], order.delivery_region_id)
    require_days_of(order, lines, held={line.pk for line in lines})
    require_needed_with_days(order, lines)
