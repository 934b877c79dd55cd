"""The further photos of a listing."""

from typing import Final

from django.db import models
from django.db.models import Q

MOST_PHOTOS: Final = 8  # with the first one


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
