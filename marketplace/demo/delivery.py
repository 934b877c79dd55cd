"""What the shops of the demo ask for bringing an order, and how the orders of its year come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from marketplace.accounts.distances import distances
from marketplace.demo.listings import Listing
from marketplace.demo.seeded import between
from marketplace.demo.tenants import Agency
from marketplace.demo.vendors import vendors_by_code

THOUSAND: Final = 1_000
# Up to how many kilometres: how many times the freight of the own kabupaten, working days.
DISTANCES: Final = {0: (1, 1), 100: (4, 2), 250: (9, 3)}
REGENCY: Final = len("53.71")


class Band(NamedTuple):
    """A row of a shop's table: the freight of one order in rupiah, and working days."""

    up_to_km: int
    rupiah: int
    days: int


class Delivery(NamedTuple):
    """How an order comes, by the names of ``FreightWay``, and its freight in rupiah."""

    way: str
    rupiah: int


def table(shop: str) -> list[Band]:
    """Return what a shop asks by distance."""
    near = between(10, 30, shop, "delivery") * THOUSAND
    return [Band(km, near * times, days) for km, (times, days) in DISTANCES.items()]


def lets_fetch(shop: str) -> bool:
    """Whether offices may fetch the goods of a shop: at two of five."""
    return between(1, 5, shop, "pick-up") <= 2


def delivery(agency: Agency, items: Iterable[Listing], code: str) -> Delivery:
    """Return how a story's goods of one shop come: fetched nearby, by the table, or as answered.

    Shops make their goods ready at home, so that one distance counts for all of them.
    """
    goods = list(items)
    shop = goods[0].vendor
    home = vendors_by_code()[shop].district_code[:REGENCY]
    way = distances(agency.district_code).get(home)
    if way == 0 and lets_fetch(shop) and between(1, 3, code, "fetch") == 1:
        return Delivery("fetched", 0)
    for band in table(shop):
        if way is not None and way <= band.up_to_km:
            return Delivery("table", band.rupiah)
    heavy = any(item.weight_gram for item in goods)
    return Delivery("quote", between(10, 36, code) * 10 * THOUSAND if heavy else 0)
