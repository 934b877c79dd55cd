"""The terms a shop states: of goods made to order, and of bringing what was ordered."""

from __future__ import annotations

from typing import Final, NamedTuple

from catalog import services
from catalog.delivery import Rate
from marketplace.accounts.models import User
from marketplace.demo.delivery import lets_fetch, table
from marketplace.demo.listings import Listing
from marketplace.demo.seeded import between

TEN: Final = 10  # units, and what prices are rounded to in hundreds of rupiah
HUNDRED: Final = 100


class MadeToOrder(NamedTuple):
    """Working days until goods are ready, from and to; per cent of the price for many of them."""

    soonest: int
    latest: int
    percent: int


KINDS: Final = {"konsumsi-rapat": MadeToOrder(1, 2, 92), "kain-seragam": MadeToOrder(3, 7, 90)}


def state_terms(item: Listing, sku_id: int, lowest_rupiah: int, actor: User) -> None:
    """State the terms of a listing whose showcase holds goods that are made to order.

    The tier begins above what any order of the year's plan takes (three fifths of the stock), and
    lies below ``lowest_rupiah``, the lowest price that the listing ever has.
    """
    kind = KINDS.get(item.etalase)
    if kind is None:
        return
    many = (item.stock * 3 // 5 // TEN + 2) * TEN
    price = lowest_rupiah * kind.percent // HUNDRED // HUNDRED * HUNDRED
    services.set_variant_terms(
        sku_id=sku_id,
        terms={
            "min_quantity": 1,
            "max_quantity": None,
            "lead_days": between(kind.soonest, kind.latest, item.code, "lead"),
            "capacity_per_day": max(TEN, item.stock // 2),
            "dating": "none",
        },
        tiers=[(many, price)] if price else [],
        actor=actor,
    )


def state_delivery(shop: str, vendor_id: int, actor: User) -> None:
    """State what a shop asks for bringing one order; again with each listing, to no effect."""
    services.set_delivery(
        vendor_id=vendor_id,
        rates=[Rate(*band) for band in table(shop)],
        pick_up=lets_fetch(shop),
        actor=actor,
    )
