"""Reads of the licences behind goods: badges of cards and pages, and what they keep from buyers."""

from collections.abc import Iterable, Mapping, Sequence
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


def badges_on(licences: Sequence[Mapping[str, Any]], day: str) -> list[str]:
    """Return the badges of the licences valid on a day (ISO), one for each kind: the newest's."""
    return badges_of(
        one for one in licences if (one["since"] or "") <= day <= (one["until"] or "9999")
    )


def licence_badges(product: Product) -> list[str]:
    """Return the badges of one listing, read from its licences that are valid today."""
    today = sale_day()
    stated = sorted(product.licences.all(), key=lambda one: (one.kind, -one.pk))
    return badges_of(
        {"kind": one.kind, "percent": one.tkdn_percent} for one in stated if one.is_valid(today)
    )


def badges_on_page(product: Product, known: Sequence[Mapping[str, Any]] | None) -> list[str]:
    """Return the badges of a listing as its page shows them.

    ``known``: its licences as ``Offer.licences`` has them; None where it is not public.
    """
    if known is None:
        return licence_badges(product)
    return badges_on(known, sale_day().isoformat())


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
