"""What pages of goods and shops say to machines: schema.org data, what a shared link shows."""

import json
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from catalog.models import Product, Sku
from vendors.models import Vendor
from vendors.standing import Rated

# Nothing of a value can end the element it stands in; the same letters as Django's json_script.
_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_IN, _OUT = "https://schema.org/InStock", "https://schema.org/OutOfStock"


def page_address(product: Product) -> str:
    """Return the one address of a listing's page, as people reach it."""
    return f"{settings.BASE_URL}{reverse('product_page', args=[product.public_id])}"


def share(product: Product, gallery: list[dict[str, str]]) -> dict[str, str]:
    """Return what a shared link shows; a drawing is no picture for those who read it."""
    cover = product.photo if product.photo.endswith(".webp") else ""
    return {
        "url": page_address(product),
        "title": product.name,
        "image": f"{settings.BASE_URL}{gallery[0]['url']}" if cover else "",
        "words": gallery[0]["words"],
    }


def share_of_shop(vendor: Vendor) -> dict[str, str]:
    """Return what a shared link of a shop's page shows."""
    return {
        "url": f"{settings.BASE_URL}{reverse('shop_page', args=[vendor.slug])}",
        "title": vendor.name,
    }


def product_data(
    product: Product, sku: Sku, *, gross: int, gallery: list[dict[str, str]]
) -> SafeString:
    """Return the listing as schema.org Product with its Offer: data, which no browser runs."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": sku.title,
        "sku": sku.code,
        "category": product.etalase.name,
        "image": [f"{settings.BASE_URL}{photo['url']}" for photo in gallery],
        "offers": {
            "@type": "Offer",
            "url": page_address(product),
            "price": gross,
            "priceCurrency": "IDR",
            "availability": _IN if sku.available > 0 else _OUT,
            "seller": {"@type": "Organization", "name": product.vendor.name},
        },
    }
    if product.price_valid_until is not None:
        described["offers"]["priceValidUntil"] = product.price_valid_until.isoformat()
    if product.description:
        described["description"] = product.description
    return _element(described)


def shop_data(vendor: Vendor, rated: Rated) -> SafeString:
    """Return the shop as schema.org Store with its AggregateRating; nothing while it has none."""
    if rated.average is None:
        return SafeString("")
    shop = share_of_shop(vendor)
    stars = {"ratingValue": str(rated.average), "ratingCount": rated.number}
    return _element(
        {
            "@context": "https://schema.org",
            "@type": "Store",
            "name": shop["title"],
            "url": shop["url"],
            "aggregateRating": {"@type": "AggregateRating", "bestRating": 5, "worstRating": 1}
            | stars,
        }
    )


def _element(described: dict[str, Any]) -> SafeString:
    text = json.dumps(described, ensure_ascii=False).translate(_ESCAPES)
    element = '<script type="application/ld+json">{}</script>'
    return format_html(element, mark_safe(text))  # noqa: S308 - escaped above
