"""What a row would do to the goods of its shop: pure comparison of what was read and what is.

Compared are the words that wait for publication, where some wait: the same sheet sent twice finds
nothing to do the second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.importing import rules
from catalog.importing.models import GoodsVerdict
from catalog.importing.queries import Goods
from catalog.importing.rules import Known, Reading
from catalog.models import Product, ProductStatus, Sku
from catalog.policies import EDITABLE
from catalog.services.price_bounds import rise_of
from catalog.services.price_jumps import jump_of
from catalog.tax import TaxClass
from vendors.models import Vendor

# What is said of the listing and reviewed; facts that change while it is not live; of the variant.
REVIEWED: Final = ("name", "description", "etalase_id")
FACTS: Final = ("tax_class", "origin_id", "is_domestic", "tkdn_percent", "photo_alt")
VARIANT_WORDS: Final = ("label", "unit")
PLAIN: Final = ("weight_gram", "price_rupiah", "stock")
_COLUMN: Final = {"etalase_id": "etalase", "origin_id": "origin"}
NEW_DEFAULTS: Final[Mapping[str, Any]] = {
    "stock": 0,
    "tax_class": TaxClass.PPN.value,
    "is_domestic": True,
}


@dataclass(slots=True)
class Finding:
    """What a row would do: its verdict, the columns that change, the variant that it is about."""

    verdict: GoodsVerdict
    changes: list[str] = field(default_factory=list)
    sku: Sku | None = None
    joins: Sku | None = None


def column_of(value: str) -> str:
    """Return the column that a value stands in."""
    return _COLUMN.get(value, value)


@dataclass(frozen=True, slots=True)
class Shop:
    """What rows are compared with.

    ``digests``: of the pictures by how rows name them. ``defaults``: of goods that there are not
    yet.
    """

    vendor: Vendor
    goods: Goods
    known: Known
    digests: Mapping[str, str]
    defaults: Mapping[str, Any]


def judge(
    row: Reading, shop: Shop, *, confirmed_rupiah: int | None = None, joins: Sku | None = None
) -> Finding:
    """Compare a row with what the shop has; problems found here are added to the row.

    joins: a variant of the same parent.
    """
    sku = shop.goods.by_code.get(row.values.get("code", ""))
    if row.problems:
        return Finding(GoodsVerdict.ERROR, sku=sku)
    if sku is not None:
        found = Finding(GoodsVerdict.SAME, _changes(row, sku, shop), sku)
        moves = "etalase" in found.changes
    else:
        found = _as_new(row, shop, joins)
        moves = found.joins is None
    if moves and row.values.get("etalase_id", 0) not in {0, *shop.known.open_etalases}:
        row.wrong("etalase", "etalase_closed")
    if row.problems:
        return Finding(GoodsVerdict.ERROR, sku=sku)
    rise = _rise(row.values, sku, shop)
    if rise:
        row.wrong("price_rupiah", "price_rise", **rise)
        return Finding(GoodsVerdict.ERROR, sku=sku)
    jump = _jump(row.values, sku, shop)
    if jump and confirmed_rupiah != row.values["price_rupiah"]:
        row.wrong("price_rupiah", "price_jumps", **jump)
        found.verdict = GoodsVerdict.ASK
    elif found.changes:
        found.verdict = GoodsVerdict.CHANGED
    return found


def _as_new(row: Reading, shop: Shop, joins: Sku | None) -> Finding:
    row.values = {**shop.defaults, **row.values}
    joined = joins or shop.goods.parents.get(row.values.get("parent", ""))
    for column in rules.owed(row.values, joins=joined is not None):
        row.wrong(column, "missing")
    if joined is not None and joined.product.status == ProductStatus.SUBMITTED:
        row.wrong("code", "under_review")
    return Finding(GoodsVerdict.NEW, joins=joined)


def _changes(row: Reading, sku: Sku, shop: Shop) -> list[str]:
    """Return the columns that differ, and note which of them cannot be changed now."""
    values, product = row.values, sku.product
    known = known_words(sku)
    words = [name for name in (*REVIEWED, *VARIANT_WORDS) if _differs(values, name, known[name])]
    facts = [name for name in FACTS if _differs(values, name, getattr(product, name))]
    if "photo" in values and not _is_photo(values["photo"], product.photo, shop):
        facts.append("photo")
    plain = [name for name in PLAIN if _differs(values, name, getattr(sku, name))]
    live = product.status == ProductStatus.PUBLISHED
    if product.status == ProductStatus.SUBMITTED and (words or facts or plain):
        row.wrong("code", "under_review")
    elif live and facts:
        for name in facts:
            row.wrong(column_of(name), "fixed_while_live")
    elif live and words and waits(product):
        row.wrong(column_of(words[0]), "change_waits")
    if "stock" in plain and values["stock"] < sku.reserved:
        row.wrong("stock", "reserved", reserved=sku.reserved)
    return [column_of(name) for name in (*words, *facts, *plain)]


def waits(product: Product) -> bool:
    """Whether new words of a listing wait for the catalogue manager (prefetched)."""
    waiting: list[Any] = product.waiting_now  # type: ignore[attr-defined]
    return bool(waiting) and product.status not in EDITABLE


def known_words(sku: Sku) -> dict[str, Any]:
    """Return what is said of a variant and its listing, or would be, once published."""
    product = sku.product
    if not waits(product):
        words = {name: getattr(product, name) for name in REVIEWED}
        return {**words, "label": sku.label, "unit": sku.unit}
    revision = product.waiting_now[0]  # type: ignore[attr-defined]
    words = {name: getattr(revision, name) for name in REVIEWED}
    rows = {row["sku"]: row for row in revision.variants}
    mine = rows.get(sku.pk, {"label": sku.label, "unit": sku.unit})
    return {**words, "label": mine["label"], "unit": mine["unit"]}


def _differs(values: Mapping[str, Any], name: str, known: Any) -> bool:
    """Whether a cell says something else; an empty one says nothing."""
    return name in values and values[name] != known


def _is_photo(source: str, photo: str, shop: Shop) -> bool:
    return source == photo or shop.goods.is_photo_of(shop.digests.get(source, ""), photo)


def _rise(values: Mapping[str, Any], sku: Sku | None, shop: Shop) -> dict[str, int]:
    """Return the numbers of a live price that rises too far to hold without review."""
    price = values.get("price_rupiah")
    if sku is None or price is None or price <= sku.price_rupiah:
        return {}
    return rise_of(sku, price, shop.goods.lows.get(sku.pk))


def _jump(values: Mapping[str, Any], sku: Sku | None, shop: Shop) -> dict[str, int]:
    price = values.get("price_rupiah")
    if price is None or (sku is not None and price == sku.price_rupiah):
        return {}
    if sku is not None:
        tax, mark, last = sku.product.tax_class, sku.price_mark, sku.price_rupiah
    else:
        tax = values.get("tax_class", NEW_DEFAULTS["tax_class"])
        mark = shop.goods.mark_for(values) if values.get("etalase_id") else None
        last = None
    product = Product(vendor=shop.vendor, tax_class=tax)
    return jump_of(Sku(product=product, price_rupiah=price, price_mark=mark), last_rupiah=last)
