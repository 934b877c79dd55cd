"""Listings of the demo: hand-written goods (data/goods_*.toml) as each shop would offer them."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.demo.etalases import SISTER
from marketplace.demo.seeded import between, pick, shuffled
from marketplace.demo.vendors import DATA, Vendor, vendors

PER_SHOP = 6
ANY_LOOK = tuple(range(12))
REGIONS = Path(__file__).parents[2] / "marketplace" / "accounts" / "data" / "regions.csv"

# Freight to the islands makes bought-in goods dearer; per cent of the written price.
LEVEL_PERCENT = {"ntt": 109, "kaltara": 113, "banten": 100, "mojokerto": 95, "jatim": 97}


@dataclass(frozen=True)
class Kind:
    """One size or kind of a good. An empty field means: as the good says."""

    title: str
    rupiah: int
    gram: int
    text: str
    picture: str
    palettes: tuple[str, ...]
    look: tuple[int, ...]  # picture variants that show this very thing


@dataclass(frozen=True)
class Good:
    """One hand-written product with its sizes or kinds."""

    code: str
    trade: str
    etalase: str
    unit: str
    picture: str
    palettes: tuple[str, ...]
    tax: str
    tkdn: int
    made: str  # local | trade | import
    stock: int
    text: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Listing:
    """One product on a shelf. Price is net: rupiah for one `unit`, before PPN."""

    code: str
    vendor: str
    tenant: str
    also: tuple[str, ...]
    etalase: str
    channel: str
    title: str
    description: str
    unit: str
    price_rupiah: int
    stock: int
    weight_gram: int
    origin_code: str  # region where it is made; "" when bought in
    is_domestic: bool
    tkdn_percent: int
    tax_class: str  # ppn | pbjt | exempt
    comparable: str  # same value = the same thing, comparable across shops
    picture_kind: str
    picture_palette: str
    picture_variant: int


def _kind(title: str, rupiah: int, gram: int, more: dict[str, Any] | None = None) -> Kind:
    """A kind from its TOML array: title, rupiah, gram and what differs from the good."""
    extra = more or {}
    return Kind(
        title=title,
        rupiah=rupiah,
        gram=gram,
        text=extra.get("text", ""),
        picture=extra.get("picture", ""),
        palettes=tuple(extra.get("palettes", ())),
        look=tuple(extra.get("look", ())),
    )


def _good(raw: dict[str, Any]) -> Good:
    """A good from its TOML table, with the usual values filled in."""
    return Good(
        code=raw["code"],
        trade=raw["trade"],
        etalase=raw["etalase"],
        unit=raw["unit"],
        picture=raw["picture"],
        palettes=tuple(raw["palettes"]),
        tax=raw.get("tax", "ppn"),
        tkdn=raw["tkdn"],
        made=raw.get("made", "local"),
        stock=raw["stock"],
        text=raw["text"],
        kinds=tuple(_kind(*row) for row in raw["variants"]),
    )


@cache
def goods() -> tuple[Good, ...]:
    """Every hand-written good, file by file."""
    tables: list[Good] = []
    for path in sorted(DATA.glob("goods_*.toml")):
        tables += map(_good, tomllib.loads(path.read_text(encoding="utf-8"))["good"])
    return tuple(tables)


@cache
def region_names() -> dict[str, str]:
    """Region names by Kemendagri code."""
    with REGIONS.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}


def town_of(vendor: Vendor) -> str:
    """The name people use for the shop's town: 'Kota Kupang' is Kupang, 'Kabupaten Tuban' Tuban."""
    name = region_names()[vendor.district_code[:5]]
    return name.removeprefix("Kota ").removeprefix("Kabupaten ")


def _price(vendor: Vendor, base: int, code: str) -> int:
    """The shop's own price: the written one, the island's level, and a few per cent of its own."""
    shop = between(96, 105, vendor.code)
    thing = between(97, 103, vendor.code, code)
    raw = base * LEVEL_PERCENT[vendor.tenant] * shop * thing // 10**6
    step = 100 if raw < 20_000 else 500 if raw < 200_000 else 1_000 if raw < 1_000_000 else 5_000
    return max(step, (raw + step // 2) // step * step)


def _listing(vendor: Vendor, good: Good, which: int) -> Listing:
    """One variant of a good as this shop offers it."""
    kind = good.kinds[which]
    code = f"{vendor.code}-{good.code}-{which + 1}"
    names = {"asal": vendor.place, "kota": town_of(vendor)}
    etalase = SISTER[good.etalase] if vendor.channel == "katalog_lokal" else good.etalase
    is_domestic = good.made != "import"
    return Listing(
        code=code,
        vendor=vendor.code,
        tenant=vendor.tenant,
        also=vendor.also if vendor.channel == "bela" else (),
        etalase=etalase,
        channel=vendor.channel,
        title=kind.title.format(**names),
        description=(kind.text or good.text).format(**names),
        unit=good.unit,
        price_rupiah=_price(vendor, kind.rupiah, code),
        stock=good.stock * between(70, 150, code, "stock") // 100,
        weight_gram=kind.gram,
        origin_code=vendor.district_code[:5] if good.made == "local" else "",
        is_domestic=is_domestic,
        tkdn_percent=max(0, good.tkdn - between(0, 6, code, "tkdn")) if is_domestic else 0,
        tax_class=good.tax,
        comparable=f"{good.code}-{which + 1}",
        picture_kind=kind.picture or good.picture,
        picture_palette=pick(kind.palettes or good.palettes, vendor.code, which),
        picture_variant=pick(kind.look or ANY_LOOK, vendor.code, code),
    )


def _shelf(vendor: Vendor) -> list[Listing]:
    """What one shop offers: a hand of its trades' goods, every good at most once in each kind."""
    per_trade = PER_SHOP // len(vendor.trades) + (1 if len(vendor.trades) > 1 else 0)
    shelf: list[Listing] = []
    for trade in vendor.trades:
        choices = [
            (good, i) for good in goods() if good.trade == trade for i in range(len(good.kinds))
        ]
        if vendor.channel == "katalog_lokal":
            choices = [(good, i) for good, i in choices if good.etalase in SISTER]
        chosen = set(shuffled(range(len(choices)), vendor.code, trade)[:per_trade])
        shelf += [_listing(vendor, *choice) for i, choice in enumerate(choices) if i in chosen]
    return shelf


@cache
def listings() -> tuple[Listing, ...]:
    """Every listing of every shop that has been approved, in a fixed order."""
    return tuple(item for vendor in vendors() if vendor.has_listings for item in _shelf(vendor))


@cache
def listings_by_code() -> dict[str, Listing]:
    """Listings by code."""
    return {item.code: item for item in listings()}
