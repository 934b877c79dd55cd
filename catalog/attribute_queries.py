"""What pages read of stated attributes."""

from catalog import category_models
from catalog.models import Product


def stated(product: Product) -> list[tuple[str, str]]:
    """Return what a listing says of its goods: label and value with its unit, in field order."""
    if not product.attributes:
        return []
    return list(category_models.said(product.etalase.category, product.attributes).items())
