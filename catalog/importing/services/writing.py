"""What was read of goods is written by the use-cases of the catalogue, never around them.

New goods are drafts; words of a live listing are handed in; price and stock hold at once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from catalog import services
from catalog.importing.judging import (
    FACTS,
    NEW_DEFAULTS,
    REVIEWED,
    VARIANT_WORDS,
    Finding,
    column_of,
    known_words,
)
from catalog.models import ProductStatus, Sku
from marketplace.accounts.models import User
from vendors.models import Vendor

VARIANT: Final = (*VARIANT_WORDS, "weight_gram")
# What else is being said of these variants now, by code: one change of a listing names them all.
Siblings = Callable[[Collection[str]], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes. ``meant``: whether a price that jumps is; ``stored``: a photo drawn already."""

    actor: User
    meant: bool = False
    stored: str = ""


def nobody_else(_codes: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
    """Say that one variant is spoken of alone."""
    return {}


@transaction.atomic
def write(
    vendor: Vendor,
    found: Finding,
    values: Mapping[str, Any],
    act: Act,
    siblings: Siblings = nobody_else,
) -> None:
    """Carry out what was found, all of it or nothing.

    Raises: what the use-cases of the catalogue raise.
    """
    if found.sku is None:
        _make(vendor, found, {**NEW_DEFAULTS, **values}, act)
        return
    changed = set(found.changes)
    new = {name: value for name, value in values.items() if column_of(name) in changed}
    _write_words(found.sku, new, act, siblings)
    sku_id, actor = found.sku.pk, act.actor
    if "price_rupiah" in new:
        services.change_price(
            sku_id=sku_id, price_rupiah=new["price_rupiah"], actor=actor, confirmed=act.meant
        )
    if "stock" in new:
        services.set_stock(sku_id=sku_id, stock=new["stock"], actor=actor)


def _make(vendor: Vendor, found: Finding, given: Mapping[str, Any], act: Act) -> None:
    names = ("code", "price_rupiah", "stock", *VARIANT)
    variant: Any = {name: given[name] for name in names if name in given}
    if found.joins is not None:
        services.add_variant(
            product_id=found.joins.product_id,
            actor=act.actor,
            first_label=found.joins.label,
            confirmed=act.meant,
            **variant,
        )
        return
    words: Any = {name: given[name] for name in (*REVIEWED, *FACTS) if name in given}
    services.create_product(
        vendor_id=vendor.pk,
        actor=act.actor,
        stored=act.stored,
        confirmed=act.meant,
        **{"origin_id": vendor.region_id, **words, **variant},
    )


def _write_words(sku: Sku, new: Mapping[str, Any], act: Act, siblings: Siblings) -> None:
    words: Any = {name: new[name] for name in (*REVIEWED, *FACTS) if name in new}
    variant: Any = {name: new[name] for name in VARIANT if name in new}
    if sku.product.status == ProductStatus.PUBLISHED:
        if words or set(VARIANT_WORDS) & variant.keys():
            _propose(sku, new, act, siblings)
        variant = {name: value for name, value in variant.items() if name == "weight_gram"}
    elif words or "photo" in new:
        services.update_product(
            product_id=sku.product_id,
            actor=act.actor,
            stored=act.stored if "photo" in new else "",
            **words,
        )
    if variant:
        services.update_variant(sku_id=sku.pk, actor=act.actor, **variant)


def _propose(sku: Sku, new: Mapping[str, Any], act: Act, siblings: Siblings) -> None:
    """Hand in one change of a live listing with all that is being said of its variants."""
    skus = {one.code: one for one in sku.product.skus.all()}
    said = {**siblings(skus.keys()), sku.code: new}
    variants = {
        skus[code].pk: (words.get("label", skus[code].label), words.get("unit", skus[code].unit))
        for code, words in said.items()
    }
    now = known_words(sku)
    services.propose_revision(
        product_id=sku.product_id,
        actor=act.actor,
        variants=variants,
        **{name: new.get(name, now[name]) for name in REVIEWED},
    )
