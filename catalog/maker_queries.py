"""Reads of who makes goods: for the shop's page, the public one, and an order being placed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from catalog.maker_models import ALL_BP, ProductMaker, held_at
from catalog.models import Product
from catalog.queries import place_name
from vendors.models import LegalForm

MOST_NAMED: Final = 10  # of one listing on a public page


def makers_of(product: Product) -> list[ProductMaker]:
    """Return who a listing names now, with the member's place; nobody for other legal forms."""
    if product.vendor.legal_form != LegalForm.COOPERATIVE:
        return []
    rows = ProductMaker.objects.filter(product=product, until=None)
    return list(rows.select_related("member__region__parent").order_by("-share_bp", "pk"))


def makers_at(products: Collection[int], moment: datetime) -> dict[int, list[ProductMaker]]:
    """Return who these listings named at a moment, by listing; in one query."""
    found: dict[int, list[ProductMaker]] = defaultdict(list)
    rows = ProductMaker.objects.filter(held_at(moment), product__in=products)
    for maker in rows.select_related("member").order_by("pk"):
        found[maker.product_id].append(maker)
    return found


def service_bp(makers: Collection[ProductMaker]) -> int:
    """Return what the makers leave to the cooperative, in basis points."""
    return ALL_BP - sum(maker.share_bp for maker in makers)


@dataclass(frozen=True)
class PublicMakers:
    """Who makes goods as anybody may read it: names by consent with their place, others counted."""

    named: tuple[str, ...]
    unnamed: int


def public_makers(product: Product) -> PublicMakers | None:
    """Return who makes these goods, for a public page; None where nobody is named."""
    makers = makers_of(product)
    if not makers:
        return None
    willing = [maker.member for maker in makers if maker.member.named_in_public]
    named = tuple(
        _("%(name)s (%(place)s)") % {"name": member.name, "place": place_name(member.region)}
        for member in willing[:MOST_NAMED]
    )
    return PublicMakers(named, len(makers) - len(named))
