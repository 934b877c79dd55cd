"""Goods of other shops that look the same: what a catalogue manager reads before publishing."""

from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from catalog import photos
from catalog.models import Product, ProductStatus
from catalog.offer_models import Offer
from catalog.photo_models import ProductPhoto

SHOWN: Final = 6
ALIKE: Final = 0.6  # of pg_trgm: from here on names differ in a word or a letter


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A listing of another shop, and whether its photo or only its name is the same."""

    product: Product
    same_photo: bool


def of_other_shops(product: Product) -> list[Lookalike]:
    """Return listings of other shops with a photo of this one, then public ones called alike.

    Names are compared within the etalase; photos everywhere but in drafts. A drawing of our own
    making is no photo: it stands for a kind of goods.
    """
    with_photo = _with_its_photos(product)
    keys = [*with_photo, *(key for key in _called_alike(product) if key not in with_photo)]
    rows = Product.objects.select_related("vendor").in_bulk(keys[:SHOWN])
    return [Lookalike(rows[key], key in with_photo) for key in keys[:SHOWN]]


def _with_its_photos(product: Product) -> list[int]:
    names = [one.name for one in photos.pictures_of(product) if one.name.endswith(".webp")]
    further = ProductPhoto.objects.filter(name__in=names).values("product")
    others = Product.objects.exclude(vendor=product.vendor_id).exclude(status=ProductStatus.DRAFT)
    found = others.filter(Q(photo__in=names) | Q(pk__in=further)) if names else others.none()
    return list(found.order_by("pk").values_list("pk", flat=True)[:SHOWN])


def _called_alike(product: Product) -> list[int]:
    offers = Offer.objects.filter(etalase=product.etalase_id, is_lead=True)
    named = offers.exclude(vendor=product.vendor_id).annotate(
        alike=TrigramSimilarity("name", product.name)
    )
    found = named.filter(alike__gte=ALIKE).order_by("-alike", "pk")
    return list(found.values_list("product_id", flat=True)[:SHOWN])
