"""What it costs and takes to bring goods to an office, by the table of their shop."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from catalog.delivery_models import ANYWHERE, DeliveryRate, PickUp
from catalog.models import Product
from catalog.queries import regency
from marketplace.accounts.distances import distances
from marketplace.accounts.models import Region

# What ``kilometres_to`` reads of goods.
HOMES: Final = ("origin__parent", "prepared_in__parent", "vendor__region__parent")


class Rate(NamedTuple):
    """The freight of one order before PPN within a distance, and its working days if said."""

    up_to_km: int
    rupiah: int
    working_days: int | None


def rate_for(rates: Iterable[Rate], kilometres: int | None) -> Rate | None:
    """Return the rate of the shortest distance of a table that holds so many kilometres.

    Where nobody knows how far it is (None), only a rate for anywhere holds; where the table does
    not reach, none does.
    """
    way = ANYWHERE if kilometres is None else kilometres
    return min((rate for rate in rates if way <= rate.up_to_km), default=None)


def start_of(product: Product) -> Region | None:
    """Return where goods come from: where they are made ready, else their origin, else the shop."""
    return product.prepared_in or product.origin or product.vendor.region


def kilometres_to(code: str, products: Iterable[Product]) -> int | None:
    """Return how far the farthest of these goods comes to a place by its Kemendagri code.

    Expects each with its ``HOMES``; 0 within one kabupaten or kota, None where a
    distance is unknown.
    """
    known = distances(code)
    ways = []
    for product in products:
        home = regency(start_of(product))
        way = known.get(home.code) if home else None
        if way is None:
            return None
        ways.append(way)
    return max(ways, default=None)


def rates_of(vendors: Collection[int]) -> dict[int, list[Rate]]:
    """Return the tables of shops by vendor, in one query."""
    found: dict[int, list[Rate]] = defaultdict(list)
    rows = DeliveryRate.objects.filter(vendor__in=vendors)
    columns = ("vendor", "up_to_km", "freight_rupiah", "working_days")
    for vendor_id, up_to_km, freight_rupiah, days in rows.values_list(*columns):
        found[vendor_id].append(Rate(up_to_km, freight_rupiah, days))
    return found


def fetched_from(vendors: Collection[int]) -> set[int]:
    """Return which of these shops let an office fetch its goods itself."""
    return set(PickUp.objects.filter(vendor__in=vendors).values_list("vendor", flat=True))
