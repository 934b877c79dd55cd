"""Reads of the licences behind goods: badges of cards and pages, and what they keep from buyers."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog import licensing
from catalog.models import Product, ProductStatus
from vendors.licences.models import Licence
from vendors.licences.presenters import badge
from vendors.licences.queries import sale_day
from vendors.models import Vendor


def badges_of(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the badges of valid licences, one for each kind: the newest one's."""
    words: dict[str, str] = {}
    for row in found:
        words.setdefault(row["kind"], badge(row["kind"], row["percent"]))
    return list(words.values())


def licence_badges(product: Product) -> list[str]:
    """Return the badges of one listing, read from its licences that are valid today."""
    today = sale_day()
    stated = sorted(product.licences.all(), key=lambda one: (one.kind, -one.pk))
    return badges_of(
        {"kind": one.kind, "percent": one.tkdn_percent} for one in stated if one.is_valid(today)
    )


def shop_badges(vendor: Vendor) -> list[str]:
    """Return the badges of a shop: its licences that are valid today, each kind once."""
    today = sale_day()
    held = Licence.objects.filter(vendor=vendor).order_by("kind", "-pk")
    return badges_of(
        {"kind": one.kind, "percent": one.tkdn_percent} for one in held if one.is_valid(today)
    )


def hidden_goods(vendor: Vendor) -> list[tuple[Product, licensing.Gap]]:
    """Return a shop's live listings that its licences keep from buyers, each with its gap."""
    live = Product.objects.filter(vendor=vendor, status=ProductStatus.PUBLISHED)
    today = sale_day()
    rows = live.exclude(licensing.licensed(today)).select_related("etalase", "vendor")
    found = rows.prefetch_related("licences").order_by("pk")
    gaps = [(product, licensing.gap(product, vendor, today)) for product in found]
    return [(product, gap) for product, gap in gaps if gap is not None]
