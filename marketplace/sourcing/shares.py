"""How much of a cart is domestic goods, and how much goes to small shops and cooperatives.

Inpres 2/2022 wants at least 40 % of a budget for domestic goods of these; a cart shows its part.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.core.money import BASIS_POINTS
from marketplace.sourcing.queries import Section
from vendors.models import LegalForm, SizeClass, Vendor


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the goods' net worth, in basis points, rounded down: 100 % is all of it."""

    domestic_bp: int
    small_bp: int


def is_small(vendor: Vendor) -> bool:
    """Say whether a shop is micro, small or a cooperative (UMK dan koperasi)."""
    small = vendor.size_class in {SizeClass.MICRO, SizeClass.SMALL}
    return small or vendor.legal_form == LegalForm.COOPERATIVE


def shares_of(sections: Iterable[Section]) -> Shares | None:
    """Return the shares of what is chosen (PDN, UMK dan koperasi); None where nothing is."""
    goods = [
        (line.total_rupiah, line.item.sku.product.is_domestic, is_small(section.vendor))
        for section in sections
        for line in section.lines
    ]
    whole = sum(worth for worth, _domestic, _small in goods)
    if not whole:
        return None
    domestic = sum(worth for worth, is_domestic, _small in goods if is_domestic)
    small = sum(worth for worth, _domestic, small in goods if small)
    return Shares(domestic * BASIS_POINTS // whole, small * BASIS_POINTS // whole)
