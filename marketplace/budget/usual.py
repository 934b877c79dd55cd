"""On which accounts goods are usually booked: a hint at checkout, a check that the PPK reads."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from catalog.models import Sku

USUAL: Final = Path(__file__).resolve().parent / "data" / "usual_accounts.csv"


class Goods(NamedTuple):
    """Category of goods by its code, with the name that people read."""

    code: str
    name: str


class Booking(NamedTuple):
    """Where goods are usually booked. ``is_odd``: the account chosen is none of these."""

    goods: str
    accounts: str
    is_odd: bool


@cache
def usual_accounts() -> Mapping[str, frozenset[str]]:
    """Return the accounts of each category that the product's file names."""
    found: dict[str, set[str]] = {}
    with USUAL.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["category"], set()).add(row["account"])
    return {category: frozenset(accounts) for category, accounts in found.items()}


def goods_of(skus: Iterable[int]) -> dict[int, Goods]:
    """Return the category of each variant that has one, in one query."""
    rows = Sku.objects.filter(pk__in=list(skus), product__etalase__category__isnull=False)
    found = rows.values_list(
        "pk", "product__etalase__category__code", "product__etalase__category__name"
    )
    return {pk: Goods(code, name) for pk, code, name in found.order_by()}


def bookings(goods: Iterable[Goods], account: str) -> list[Booking]:
    """Return where goods of each named category are usually booked. account: chosen, or empty."""
    known = usual_accounts()
    return [
        Booking(
            one.name,
            ", ".join(sorted(known[one.code])),
            bool(account) and account not in known[one.code],
        )
        for one in sorted(set(goods))
        if one.code in known
    ]
