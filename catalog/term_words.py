"""The terms of goods in words, for their page: what is cheaper for more, what binds an order."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import prices
from catalog.dating import Dating
from catalog.models import Sku
from catalog.terms import area_names
from marketplace.core import moments
from marketplace.core.money import grouped


def tier_rows(sku: Sku) -> list[dict[str, Any]]:
    """Return each step of the price that an order can reach, with VAT: which units, what one costs.

    Empty while one price holds for any quantity.
    """
    steps = sku.steps
    if len(steps) < 2:
        return []
    lasts = [step.from_quantity - 1 for step in steps[1:]]
    most = sku.max_quantity
    return [
        {
            "units": _span(max(step.from_quantity, sku.min_quantity), last),
            "price": prices.price_with_vat(sku, step.price_rupiah),
        }
        for step, last in zip(steps, [*lasts, None], strict=True)
        if (last is None or last >= sku.min_quantity)
        and (most is None or step.from_quantity <= most)
    ]


def _span(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)s and more") % {"first": grouped(first)}
    if first == last:
        return grouped(first)
    return f"{grouped(first)}–{grouped(last)}"


def term_rows(sku: Sku) -> list[tuple[str, str]]:
    """Return what was stated of an order of a variant: a name and its words, nothing for the rest.

    Expects ``product.prepared_in`` fetched; one query where places were named.
    """
    product, rows = sku.product, _variant_rows(sku)
    if product.prepared_in is not None:
        rows.append((_("Made ready in"), product.prepared_in.name))
    if product.service_area:
        rows.append((_("Served places"), ", ".join(area_names(product))))
    if product.price_valid_until is not None:
        rows.append((_("Prices hold until"), moments.day(product.price_valid_until)))
    return rows


def _variant_rows(sku: Sku) -> list[tuple[str, str]]:
    rows = list[tuple[str, str]]()
    if sku.is_dated:
        rows.append((_("Booked for"), dating_words(sku)))
    if sku.min_quantity > 1:
        rows.append((_("Least order"), _units(sku, sku.min_quantity)))
    if sku.max_quantity is not None:
        rows.append((_("Largest order"), _units(sku, sku.max_quantity)))
    if sku.lead_days is not None:
        rows.append((_("Ready"), lead_words(sku.lead_days)))
    if sku.capacity_per_day is not None:
        rows.append((_("Capacity a day"), _units(sku, sku.capacity_per_day)))
    return rows


def _units(sku: Sku, number: int) -> str:
    return f"{grouped(number)} {sku.unit}"


def dating_words(sku: Sku) -> str:
    """Say what the days of a dated variant mean to a buyer; empty for goods."""
    if sku.dating == Dating.RENTAL:
        return _("Days from first to last; the price is for one %(unit)s and one day") % {
            "unit": sku.unit
        }
    return _("One day, at an hour if you say one") if sku.dating == Dating.DAY else ""


def lead_words(days: int) -> str:
    """Say when goods are ready: at once, or within so many working days."""
    if not days:
        return _("Ready at once")
    words = ngettext("Ready in %(days)s working day", "Ready in %(days)s working days", days)
    return words % {"days": grouped(days)}
