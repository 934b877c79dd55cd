"""What the frame of the storefront and its first page show: read once, or once a minute."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from catalog import queries
from catalog.models import Sku

FRONT_SECONDS = 60
FRONT_KEY = "catalog:front-page:1"


def themes_of(request: HttpRequest) -> list[queries.Theme]:
    """Return all themes, read once per request: the frame and the page both show them."""
    known: list[queries.Theme] | None = getattr(request, "market_themes", None)
    if known is None:
        known = queries.themes()
        request.market_themes = known  # type: ignore[attr-defined]
    return known


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The goods of the first page, and how many there are in all."""

    skus: list[Sku]
    total: int


def front_page(count: int = 8) -> FrontPage:
    """Return the fair goods and the number of all; which goods they are is chosen once a minute.

    Only keys and a number are kept. The goods are read again each time, so that a listing that is
    no longer public never shows; the choice is then made anew.
    """
    keys, total = cache.get(FRONT_KEY) or ([], 0)
    rows = queries.for_cards(queries.leads()).in_bulk(keys) if keys else {}
    if keys and len(rows) == len(keys):
        return FrontPage([rows[key] for key in keys], total)
    fresh = FrontPage(queries.fair_products(count), queries.leads().count())
    if len(fresh.skus) == count:  # a market still being filled changes by the minute
        cache.set(FRONT_KEY, ([one.pk for one in fresh.skus], fresh.total), FRONT_SECONDS)
    return fresh
