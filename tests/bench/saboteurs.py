"""Two ways in which pages really become slow, put into the measured server on purpose."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from catalog import offers
from vendors import presenters
from vendors.models import Vendor

N_PLUS_ONE, SLOW_QUERY, VENDOR_N_PLUS_ONE = "n+1", "slow query", "n+1 of vendors"
Card = Callable[[offers.Goods], offers.Card]
# A join on nothing: the kind of statement that is quick on a developer's ten rows.
UNINDEXED = (
    "SELECT count(*) FROM catalog_sku a JOIN catalog_sku b"
    " ON a.price_rupiah < b.price_rupiah AND a.id <= 40"
)


def break_pages(way: str) -> None:
    """Replace the function that makes a product card, or a row of the queue, by a slower one."""
    if way == VENDOR_N_PLUS_ONE:
        presenters.due_note = _asking_for_the_shop(presenters.due_note)
        return
    ways = {N_PLUS_ONE: _asking_again, SLOW_QUERY: _counting_everything}
    offers.card = ways[way](offers.card)  # type: ignore[assignment]


def _asking_for_the_shop(due_note: Callable[..., Any]) -> Callable[..., Any]:
    def slow_note(*args: Any) -> Any:
        Vendor.objects.order_by("pk").first()
        return due_note(*args)

    return slow_note


def _asking_again(card: Card) -> Card:
    def slow_card(one: offers.Goods) -> offers.Card:
        Vendor.objects.filter(name=one.vendor_name).first()
        return card(one)

    return slow_card


def _counting_everything(card: Card) -> Card:
    def slow_card(one: offers.Goods) -> offers.Card:
        with connection.cursor() as cursor:
            cursor.execute(UNINDEXED)
        return card(one)

    return slow_card
