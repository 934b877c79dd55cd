"""Offers as they stand now, in the plain words and numbers that a stored comparison freezes."""

from collections.abc import Iterable
from typing import Any

from catalog import (
    attribute_queries,
    content,
    licence_queries,
    local_prices,
    policies,
    prices,
    queries,
    rules,
)
from catalog.models import Sku
from vendors.channels import Channel


def goods_for(keys: Iterable[int]) -> dict[int, Sku]:
    """Return variants by key with what a comparison or a list says of them."""
    rows = Sku.objects.filter(pk__in=list(keys)).select_related(
        "product__vendor__region__parent",
        "product__origin__parent",
        "product__etalase__category",
        "price_mark",
    )
    found = rows.prefetch_related("product__licences", "product__etalase__category__specs")
    skus = {sku.pk: sku for sku in found}
    policies.look_up_hidden(sku.product for sku in skus.values())
    return skus


def refusal(sku: Sku) -> str:
    """Return why nobody can buy these goods today; empty while they are on sale."""
    product = sku.product
    return policies.can_sell(product.vendor, Channel(product.etalase.channel), sku).reason


def standing(sku: Sku, region_id: int) -> dict[str, Any]:
    """Return an offer as it stands: prices in rupiah of one unit with PPN, shares in basis points.

    ``market`` and ``near``: what was paid for comparable goods in all markets, and to other shops
    around ``region_id``; none where too little was paid (R-PAID-MIN, R-PAID-VENDORS).
    ``per``: the price of a kilogram, litre, sheet or piece, where the words of the goods say it.
    """
    product, vendor = sku.product, sku.product.vendor
    price = prices.price_with_vat(sku)
    return {
        "sku": sku.pk,
        "listing": str(product.public_id),
        "code": sku.code,
        "title": sku.title,
        "unit": sku.unit,
        "photo": product.photo,
        "price_rupiah": price,
        "net_rupiah": sku.price_rupiah,
        "per": _per(sku, price),
        "market": _market(sku, price),
        "near": _near(sku, price, region_id),
        "vendor_id": vendor.pk,
        "vendor": vendor.name,
        "shop": vendor.slug,
        "size": queries.size_code(vendor),
        "place": queries.place_name(product.origin or vendor.region),
        "etalase": product.etalase.name,
        "certificates": licence_queries.licence_badges(product),
        "tkdn": queries.local_content(product),
        "is_domestic": product.is_domestic,
        "stated": attribute_queries.stated(product),
        "stock": sku.available,
        "refusal": refusal(sku),
    }


def _per(sku: Sku, price: int) -> dict[str, Any] | None:
    held = content.content(sku.product.name, sku.unit, sku.label)
    found = content.per_unit(price, held)
    return found._asdict() if found else None


def _market(sku: Sku, price: int) -> dict[str, Any] | None:
    mark = prices.counted_mark(sku)
    if mark is None or mark.median_rupiah is None:
        return None
    return {
        "count": mark.paid_count,
        "q1_rupiah": mark.q1_rupiah or 0,
        "median_rupiah": mark.median_rupiah,
        "q3_rupiah": mark.q3_rupiah or 0,
        "far_bp": rules.deviation_bp(price, mark.median_rupiah),
    }


def _near(sku: Sku, price: int, region_id: int) -> dict[str, Any] | None:
    found = local_prices.near(sku, price, region_id)
    if found is None:
        return None
    return {
        "place": found.place,
        "count": found.paid_count,
        "shops": found.vendors,
        "q1_rupiah": found.q1_rupiah,
        "median_rupiah": found.median_rupiah,
        "q3_rupiah": found.q3_rupiah,
        "far_bp": found.deviation_bp,
    }
