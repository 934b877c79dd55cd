"""What the frame of the storefront and its first page show: read once, or once a minute."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from catalog import offers, prices, queries
from catalog.offers import COUNTED, Goods
from catalog.search_orders import ORDERS
from marketplace.core.money import BASIS_POINTS

FRONT_SECONDS = 60
FRONT_KEY = "catalog:front-page:2"
LOOKED_AT = 400  # goods among which one of each kind is chosen
_FAIR = f"o.gross_rupiah * {BASIS_POINTS} <= o.median_rupiah * %(whole)s"


_themes: list[tuple[float, list[queries.Theme]]] = []


def themes_of(request: HttpRequest) -> list[queries.Theme]:
    """Return all themes: the frame and the page both show them, on every page.

    Each process reads them once in ``PUBLIC_KEPT_SECONDS``, and each request once at most.
    """
    known: list[queries.Theme] | None = getattr(request, "market_themes", None)
    if known is None:
        known = _themes_of_late()
        request.market_themes = known  # type: ignore[attr-defined]
    return known


def _themes_of_late() -> list[queries.Theme]:
    if _themes and time.monotonic() < _themes[0][0]:
        return _themes[0][1]
    found = queries.themes()
    _themes[:] = [(time.monotonic() + settings.PUBLIC_KEPT_SECONDS, found)]
    return found


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The goods of the first page, and how many there are in all, counted up to 1,001."""

    goods: list[Goods]
    total: int


def front_page(count: int = 8) -> FrontPage:
    """Return the fair goods and the number of all; which goods they are is chosen once a minute.

    Only keys and a number are kept. The goods are read again each time, so that a listing that is
    no longer public never shows; the choice is then made anew.
    """
    keys, total = cache.get(FRONT_KEY) or ([], 0)
    if keys:
        order = "array_position(%(keys)s::bigint[], o.sku_id)"
        again = offers.goods("o.sku_id = ANY(%(keys)s)", order, limit=count, keys=keys)
        if len(again) == len(keys):
            return FrontPage(again, total)
    fresh = FrontPage(_fair_goods(count), offers.count(at_most=COUNTED + 1))
    if len(fresh.goods) == count:  # a market still being filled changes by the minute
        cache.set(FRONT_KEY, ([one.sku_id for one in fresh.goods], fresh.total), FRONT_SECONDS)
    return fresh


def _fair_goods(count: int) -> list[Goods]:
    """Return the goods most often bought at a fair price, one per kind; newest fill up."""
    law = prices.market_rules()
    often = offers.goods(
        _FAIR,
        ORDERS["laris"].sql,
        limit=LOOKED_AT,
        whole=BASIS_POINTS + law.fair_bp,
    )
    kinds = {one.price_mark_id: one for one in reversed(often)}  # the first of each kind stays
    found = [one for one in often if kinds[one.price_mark_id] is one][:count]
    if len(found) < count:
        found += offers.goods(
            f"(o.median_rupiah IS NULL OR {_FAIR}) AND o.sku_id <> ALL(%(found)s)",
            ORDERS["baru"].sql,
            limit=count - len(found),
            whole=BASIS_POINTS + law.fair_bp,
            found=[one.sku_id for one in found],
        )
    return found
