"""Use-cases of the shop owner: offer goods and change what is said about them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Unpack

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from catalog import photos, policies
from catalog.models import Product, ProductStatus
from catalog.photo_models import ProductPhoto
from catalog.residence import require_resident
from catalog.services.attributes import category_of, typed_right
from catalog.services.licences import tell_of_need
from catalog.services.variants import Variant, compare_anew, new_variant, require_numbers
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.policy import require
from vendors.models import Vendor

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile


class Listing(Variant, total=False):
    """The words and facts of a listing with those of its first variant."""

    etalase_id: int
    name: str
    description: str
    tax_class: str
    origin_id: int | None
    is_domestic: bool
    tkdn_percent: Decimal | None
    photo_alt: str
    attributes: Mapping[str, object]


OF_THE_VARIANT = frozenset(Variant.__annotations__)


def create_product(
    *,
    vendor_id: int,
    actor: User,
    photo: Upload | None = None,
    stored: str = "",
    confirmed: bool = False,
    **listing: Unpack[Listing],
) -> Product:
    """Start a draft listing with its first variant.

    ``confirmed``: whether a price that jumps is meant. The photo is read and written before the
    shop is locked; ``stored`` is one that ``photos.store_photo`` has written already. Raises:
    NotAllowed, RuleViolation, PriceJumps, InvalidUpload, AttributesRefused, NotResident.
    """
    if photo is not None:
        require(policies.can_list(actor, Vendor.objects.get(pk=vendor_id)))
        stored = photos.store_photo(photo)
    return _create(vendor_id, actor, stored, confirmed=confirmed, **listing)


@guards.use_case
def _create(
    vendor_id: int, actor: User, stored: str, *, confirmed: bool, **listing: Unpack[Listing]
) -> Product:
    vendor = lock_shared(Vendor, vendor_id)
    require(policies.can_list(actor, vendor))
    require_resident(vendor, listing["etalase_id"])
    require_numbers(listing.get("price_rupiah", 0), listing.get("stock", 0))
    variant: Any = {name: value for name, value in listing.items() if name in OF_THE_VARIANT}
    words: Any = {name: value for name, value in listing.items() if name not in OF_THE_VARIANT}
    words["photo"], words["photo_blur"] = stored, photos.blur_of(stored)
    words["attributes"] = typed_right(category_of(words["etalase_id"]), words.get("attributes", {}))
    product = Product(vendor=vendor, status=ProductStatus.DRAFT, status_at=clock.now(), **words)
    product.save()
    new_variant(product, actor=actor, confirmed=confirmed, **variant)
    tell_of_need(product)
    audit.record("product.created", actor=actor, subject=product, name=product.name)
    return product


def update_product(
    *,
    product_id: int,
    actor: User,
    photo: Upload | None = None,
    stored: str = "",
    **listing: Unpack[Listing],
) -> Product:
    """Change a listing that is not live; its variants have their own use-cases.

    ``photo`` and ``stored`` as in ``create_product``. Raises: NotAllowed, RuleViolation,
    InvalidUpload, AttributesRefused, NotResident.
    """
    if photo is not None:
        require(policies.can_edit(actor, Product.objects.get(pk=product_id)))
        stored = photos.store_photo(photo)
    with transaction.atomic():
        product = lock_one(Product, product_id)
        require(policies.can_edit(actor, product))
        changes: dict[str, Any] = {k: v for k, v in listing.items() if k not in OF_THE_VARIANT}
        if stored:
            changes["photo"] = stored
        if changes.get("etalase_id", product.etalase_id) != product.etalase_id:
            require_resident(product.vendor, changes["etalase_id"])
        if {"attributes", "etalase_id"} & set(changes):
            category = category_of(changes.get("etalase_id", product.etalase_id))
            given = changes.get("attributes", product.attributes)
            changes["attributes"] = typed_right(category, given)
        changed = [name for name, value in changes.items() if getattr(product, name) != value]
        for name in changed:
            setattr(product, name, changes[name])
        if changed:
            product.photo_blur = photos.blur_of(product.photo)
            written = [name.removesuffix("_id") for name in changed]
            product.save(update_fields=[*written, "photo_blur"])
            compare_anew(product)
            audit.record("product.changed", actor=actor, subject=product, fields=sorted(changed))
        return product


@guards.use_case
def save_drawn_photo(product: Product, svg: str, *further: str) -> Product:
    """Give a listing pictures drawn by our own code, the first as its cover. Raises: InvalidUpload.

    A further one that is like another counts once.
    """
    product.photo, product.photo_blur = photos.store_drawing(svg), ""
    product.save(update_fields=["photo", "photo_blur"])
    names = dict.fromkeys(photos.store_drawing(one) for one in further)
    names.pop(product.photo, None)
    ProductPhoto.objects.bulk_create(
        ProductPhoto(product=product, position=position, name=name)
        for position, name in enumerate(names, start=2)
    )
    return product
