"""Rewriting the lines of a locked order: units, days, sums and stock, whoever changes them."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.dating import DAY_COLUMNS
from catalog.day_rules import Days
from catalog.terms import require_quantity
from marketplace.accounts.models import User
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import RuleViolation
from marketplace.orders import pricing
from marketplace.orders.freight import require_still_covered
from marketplace.orders.models import OrderLine, PriceKind, PurchaseOrder
from marketplace.orders.revival import NO_DAYS
from marketplace.orders.services.agreeing import agree
from marketplace.orders.services.days import change_days, require_days_of


class NegotiatedQuantity(RuleViolation):
    """Another number of units than the price was negotiated for."""

    code = "negotiated_quantity"


@dataclass(frozen=True)
class Rewritten:
    """The units of an order before and after, by variant, and its sums, which are not saved yet.

    ``told``: what else the trail says; ``stock``: the variants that take units from the shelf.
    """

    before: Mapping[int, int]
    after: Mapping[int, int]
    priced: pricing.Quote
    told: Mapping[str, Any]
    stock: frozenset[int]


def lines_with_prices(order: PurchaseOrder) -> list[OrderLine]:
    """Return the lines of an order with what changing them reads."""
    versions = ("agreed_price__price_version", "agreed_price__tier_version")
    return list(order.lines.select_related("sku__product", *versions))


def rewrite_lines(
    order: PurchaseOrder,
    lines: Sequence[OrderLine],
    quantities: Mapping[int, int],
    *,
    days: Mapping[int, Days | None] = NO_DAYS,
    by: User,
) -> Rewritten:
    """Give lines of a locked order their units (line id → units, 0 removes one) and days.

    Prices stay those of their version; the freight stays. Sums are put on the order, and saved by
    ``save_rewritten``. Raises: OutOfStock, BelowMinimum, AboveMaximum, QuoteUnusable,
    NegotiatedQuantity, RuleViolation, and what ``require_days_of`` raises.
    """
    before, after = _counts(lines, quantities)
    stock = frozenset(line.sku_id for line in lines if line.wanted is None)
    told = _change_lines(order, lines, after, days, by)
    require_still_covered(order)
    return Rewritten(before, after, _reprice(order), told, stock)


def save_rewritten(order: PurchaseOrder, done: Rewritten) -> None:
    """Save the new sums and taxes of an order, and give its stock what it holds less or more."""
    _save_price(order, done.priced)
    _move_stock(_only(done.before, done.stock), _only(done.after, done.stock))


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
    if line.agreed_price.kind == PriceKind.NEGOTIATED:
        raise NegotiatedQuantity(
            _(
                "“%(name)s” was negotiated for exactly %(units)s %(unit)s. Keep them, or cancel "
                "the order and order anew."
            )
            % {"name": line.title, "units": line.quantity, "unit": line.unit}
        )
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
    order.taxes.all().delete()
    pricing.write_taxes(order, priced)
