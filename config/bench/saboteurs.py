"""Two ways in which pages really become slow, put into the measured server on purpose."""

from collections.abc import Callable

from django.db import connection

from catalog import queries
from catalog.models import Product
from vendors.models import Vendor

N_PLUS_ONE, SLOW_QUERY = "n+1", "slow query"
# A join on nothing: the kind of statement that is quick on a developer's ten rows.
UNINDEXED = (
    "SELECT count(*) FROM catalog_product a JOIN catalog_product b"
    " ON a.price_rupiah < b.price_rupiah AND a.id <= 40"
)


def break_pages(way: str) -> None:
    """Replace the function that makes a product card by a slower one."""
    ways = {N_PLUS_ONE: _asking_again, SLOW_QUERY: _counting_everything}
    queries.card = ways[way](queries.card)  # type: ignore[assignment]


def _asking_again(card: Callable[[Product], queries.Card]) -> Callable[[Product], queries.Card]:
    def slow_card(product: Product) -> queries.Card:
        product.vendor = Vendor.objects.get(pk=product.vendor_id)
        return card(product)

    return slow_card


def _counting_everything(
    card: Callable[[Product], queries.Card],
) -> Callable[[Product], queries.Card]:
    def slow_card(product: Product) -> queries.Card:
        with connection.cursor() as cursor:
            cursor.execute(UNINDEXED)
        return card(product)

    return slow_card
