"""Use-cases of the shop owner: the photos of a listing, their order and their words."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import photos, policies
from catalog.models import Product
from catalog.photo_models import MOST_PHOTOS, ProductPhoto
from catalog.photos import Picture
from marketplace.accounts.models import User
from marketplace.core import audit, guards
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile


def take_photo(*, product_id: int, upload: Upload, actor: User) -> str:
    """Keep a photo that is meant for a listing and return its name.

    It is read and written before anything is locked. Raises: NotAllowed, InvalidUpload, Busy.
    """
    require(policies.can_edit(actor, Product.objects.get(pk=product_id)))
    return photos.store_photo(upload)


@guards.use_case
def arrange_photos(
    *, product_id: int, pictures: Sequence[Picture], taken: Sequence[Picture] = (), actor: User
) -> Product:
    """Show these photos in this order, then those that were ``taken``; the first is the cover.

    What is not named is removed; the same photo counts once. Raises: NotAllowed, RuleViolation for
    too many, Conflict when one is named that the listing does not have (any more).
    """
    product = lock_one(Product, product_id)
    require(policies.can_edit(actor, product))
    before = photos.pictures_of(product)
    known = {picture.name for picture in before}
    if any(picture.name not in known for picture in pictures):
        raise Conflict(_("The photos were changed meanwhile. Look at them, then try again."))
    shown = _once([*pictures, *taken])
    if len(shown) > MOST_PHOTOS:
        raise RuleViolation(
            _("A listing has at most %(most)s photos. Remove one first.") % {"most": MOST_PHOTOS}
        )
    if shown == before:
        return product
    cover = shown[0] if shown else Picture("", "")
    product.photo, product.photo_alt = cover
    product.photo_blur = photos.blur_of(cover.name)
    product.save(update_fields=["photo", "photo_alt", "photo_blur"])
    product.photos.all().delete()
    ProductPhoto.objects.bulk_create(
        ProductPhoto(product=product, position=position, name=one.name, words=one.words)
        for position, one in enumerate(shown[1:], start=2)
    )
    audit.record("product.photos_arranged", actor=actor, subject=product, number=len(shown))
    return product


def complete_photos() -> int:
    """Make what photos of former releases lack; returns of how many. Safe to repeat. Raises: Busy.

    A photo whose file is gone is left as it is.
    """
    covers = Product.objects.filter(photo__endswith=".webp")
    further = ProductPhoto.objects.filter(name__endswith=".webp").values_list("name")
    made = 0
    for (name,) in covers.values_list("photo").union(further):
        with suppress(FileNotFoundError):
            made += photos.complete_photo(name)
    for key in covers.filter(photo_blur="").values_list("pk", flat=True):
        _give_blur(key)
    return made


@transaction.atomic
def _give_blur(product_id: int) -> None:
    product = lock_one(Product, product_id)
    product.photo_blur = photos.blur_of(product.photo)
    product.save(update_fields=["photo_blur"])


def _once(pictures: Sequence[Picture]) -> list[Picture]:
    """Return the pictures in their order, each where it is named first."""
    first: dict[str, Picture] = {}
    for picture in pictures:
        first.setdefault(picture.name, picture)
    return list(first.values())
