"""What `bench search-quality` searches: listings and what is expected, of files or of the demo."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from catalog.models import Etalase
from catalog.rules import folded
from marketplace.accounts.models import Region, RegionLevel, Tenant, User
from marketplace.core import clock
from marketplace.core.bounds import MAX_PRICE_RUPIAH
from marketplace.demo.etalases import BY_SLUG
from marketplace.demo.listings import goods, listings, town_of
from marketplace.demo.vendors import vendors
from tests.bench import catalogue_data
from tests.bench.run import CouldNotRun
from tests.bench.storefront_data import guards_off
from vendors.channels import Channel
from vendors.models import LegalForm, SizeClass, Vendor, VendorStatus

GOLDEN: Final = Path(__file__).parents[1] / "search" / "golden.csv"
PRICE: Final = 10_000  # where a file states none
CODE: Final = 40  # letters of a variant's code
NAMED: Final = 140  # letters of a listing's name
ALTERNATIVES: Final = "|"
PLACES: Final = {"asal": "Bajawa", "kota": "Kupang"}


@dataclass(frozen=True)
class Goods:
    """One listing of a file; ``details`` are only written in the demo's own."""

    key: str
    title: str
    price: int
    category: str
    city: str
    details: str = ""


@dataclass(frozen=True)
class Wish:
    """A query and the keys of the listings that answer it."""

    query: str
    keys: frozenset[str]


def demo_goods() -> list[Goods]:
    """Return the listings of the demo, and one of each hand-written kind that no shop took."""
    shops = {shop.code: shop for shop in vendors()}
    taken = {one.comparable for one in listings()}
    return [
        Goods(
            one.code,
            one.title,
            one.price_rupiah,
            BY_SLUG[one.etalase].name,
            town_of(shops[one.vendor]),
            one.description,
        )
        for one in listings()
    ] + [
        Goods(
            code,
            kind.title.format(**PLACES),
            kind.rupiah,
            BY_SLUG[good.etalase].name,
            PLACES["kota"],
            (kind.text or good.text).format(**PLACES),
        )
        for good in goods()
        for number, kind in enumerate(good.kinds, 1)
        if (code := f"{good.code}-{number}") not in taken
    ]


def golden() -> list[Wish]:
    """Return what people search for and which goods of the demo they mean.

    The file says how names begin (several: ``a | b``), with ``@`` before it what they hold, with
    ``=`` which code they have; `` @ Kupang`` behind it wants shops of that town.
    """
    market = demo_goods()
    return [
        Wish(row["query"], frozenset(meant(row["goods"], market)))
        for row in rows_of(GOLDEN, "query", "goods")
    ]


def meant(names: str, market: Iterable[Goods]) -> Iterator[str]:
    """Return the keys of the goods that a row of the golden set names."""
    wanted = [name.strip() for name in names.split(ALTERNATIVES)]
    return (one.key for one in market if any(_is_meant(name, one) for name in wanted))


def _is_meant(wanted: str, one: Goods) -> bool:
    name, _sign, city = wanted.partition(" @ ")
    title = folded(one.title)
    if city and city != one.city:
        return False
    if name.startswith("="):
        return one.key == name[1:]
    return folded(name[1:]) in title if name.startswith("@") else title.startswith(folded(name))


def read_goods(path: Path) -> list[Goods]:
    """Read listings: id, title, price_idr, category, seller_city. Raises: CouldNotRun."""
    return [
        Goods(
            row["id"],
            row["title"][:NAMED],
            _price(row.get("price_idr") or ""),
            row.get("category") or "",
            row.get("seller_city") or "",
        )
        for row in rows_of(path, "id", "title")
        if row["title"].strip()
    ]


def read_wishes(path: Path) -> list[Wish]:
    """Read what is expected, one row for each relevant listing. Raises: CouldNotRun."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(path, "query", "product_id"):
        wanted[row["query"]].add(row["product_id"])
    return [Wish(query, frozenset(keys)) for query, keys in wanted.items()]


def rows_of(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    """Read the rows of a file that has these columns. Raises: CouldNotRun."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := set(columns) - set(reader.fieldnames or ()):
                raise CouldNotRun(f"{path} has no column {', '.join(sorted(missing))}.")
            yield from reader
    except OSError as obstacle:
        raise CouldNotRun(f"{path} cannot be read.") from obstacle


def _price(typed: str) -> int:
    digits = typed.partition(".")[0]
    return min(max(int(digits), 1), MAX_PRICE_RUPIAH) if digits.isdigit() else PRICE


def load(market: list[Goods]) -> dict[int, str]:
    """Put listings on sale in the empty database of this run; return their keys by variant."""
    now = clock.now()
    officer = User.objects.create(email="cari@ukur.test", name="Katalog")
    province = Region.objects.filter(level=RegionLevel.PROVINCE).order_by("code")[0]
    tenant = Tenant.objects.create(slug="pasar-cari", name="Pasar", region=province)
    etalases = _etalases(tenant, sorted({one.category for one in market}))
    shops = _shops(officer, sorted({one.city for one in market}))
    catalogue_data.fill(
        _MADE,
        {
            "codes": [
                one.key if len(one.key) <= CODE else f"{number}-{one.key}"[:CODE]
                for number, one in enumerate(market, 1)
            ],
            "names": [one.title for one in market],
            "details": [one.details for one in market],
            "prices": [one.price for one in market],
            "shops": [shops[one.city] for one in market],
            "etalases": [etalases[one.category] for one in market],
            "by": officer.pk,
            "now": now,
        },
    )
    return {number: one.key for number, one in enumerate(market, 1)}


def _etalases(tenant: Tenant, names: list[str]) -> dict[str, int]:
    rows = [
        Etalase(
            tenant=tenant,
            slug=f"etalase-{number}",
            name=" ".join(name.replace(">", " ").split())[:80] or "Lainnya",
            channel=Channel.BELA,
            opens_on=date(2025, 1, 1),
        )
        for number, name in enumerate(names)
    ]
    made = Etalase.objects.bulk_create(rows)
    return {name: row.pk for name, row in zip(names, made, strict=True)}


def _shops(officer: User, cities: list[str]) -> dict[str, int]:
    places = list(Region.objects.filter(level=RegionLevel.REGENCY).order_by("code"))
    by_name = {_bare(place.name): place for place in reversed(places)}
    now = clock.now()
    rows = [
        Vendor(
            number=f"PD-{number:06d}",
            slug=f"penjual-{number}",
            name="Penjual",
            legal_form=LegalForm.CV,
            nib=f"{9_100_000_000_000 + number}",
            size_class=SizeClass.MICRO,
            region=by_name.get(_bare(city), places[0]),
            status=VendorStatus.APPROVED,
            status_at=now,
            approved_at=now,
            approved_by=officer,
            created_at=now,
        )
        for number, city in enumerate(cities)
    ]
    with guards_off("vendors_vendor"):  # they have no owners
        made = Vendor.objects.bulk_create(rows)
    return {city: row.pk for city, row in zip(cities, made, strict=True)}


def _bare(place: str) -> str:
    words = folded(place).replace("kab.", "").replace("kabupaten", "").replace("administrasi", "")
    return " ".join(word for word in words.split() if word != "kota")


_MADE = """
    CREATE TEMP TABLE made ON COMMIT DROP AS SELECT n, code, NULL::text AS kind, name,
        details AS description, 'buah' AS unit, shop AS vendor_id, etalase AS etalase_id, price
    FROM unnest(%(codes)s::text[], %(names)s::text[], %(details)s::text[], %(prices)s::bigint[],
        %(shops)s::bigint[], %(etalases)s::bigint[])
        WITH ORDINALITY AS goods(code, name, details, price, shop, etalase, n)
"""
