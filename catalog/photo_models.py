"""The photos of a listing: the first one on the listing itself, the further ones beside it."""

from typing import Final

from django.db import models
from django.db.models import Q

MOST_PHOTOS: Final = 8  # with the first one
BLUR_MAX: Final = 240  # signs of the few pixels that stand for a photo while it loads


class Cover(models.Model):
    """The first photo of a listing; lists read it without a join.

    ``photo_alt``: what it shows, in words. ``photo_blur``: itself in a few pixels, a WebP as
    base64, which is seen while it loads.
    """

    photo = models.CharField(max_length=120, blank=True, default="")
    photo_alt = models.CharField(max_length=140, blank=True, default="")
    photo_blur = models.CharField(max_length=BLUR_MAX, blank=True, default="", db_default="")

    class Meta:
        abstract = True


BLUR_OF_A_PHOTO: Final = models.CheckConstraint(
    condition=Q(photo_blur="")
    | Q(photo__endswith=".webp", photo_blur__regex=r"^[A-Za-z0-9+/]{16,}={0,2}$"),
    name="photo_blur_is_of_a_photo",
)


class ProductPhoto(models.Model):
    """A photo of a listing besides its first one, which stands on the listing itself.

    ``name`` is made of the content (``photos``), so that the same photo is known again wherever it
    is used; ``words`` are read aloud to people who cannot see it.
    """

    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    words = models.CharField(max_length=140, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["product", "position"], name="one_photo_per_place"),
            models.UniqueConstraint(fields=["product", "name"], name="photo_shown_once"),
            models.CheckConstraint(
                condition=Q(position__gte=2, position__lte=MOST_PHOTOS),
                name="photo_place_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"^produk/[0-9a-f]{32}\.(webp|svg)$"),
                name="photo_is_one_of_ours",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="photo_by_name")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.position}"
