"""How a shop has done so far, counted from its orders by the rooms above."""

from django.db import models
from django.db.models import F, Q

from vendors.models.vendor import Vendor


class VendorStanding(models.Model):
    """Orders that a shop has done, and how fast and punctual the last of them were.

    ``counted``: the last orders that days and punctuality are taken from; ``timed``: those of them
    that named a last day of delivery; ``median_days``: from the order letter to the receipt.
    """

    vendor = models.OneToOneField(
        Vendor, primary_key=True, on_delete=models.PROTECT, related_name="standing"
    )
    orders_done = models.PositiveIntegerField()
    counted = models.PositiveSmallIntegerField()
    median_days = models.PositiveSmallIntegerField()
    timed = models.PositiveSmallIntegerField()
    on_time = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    counted__gte=1,
                    counted__lte=F("orders_done"),
                    timed__lte=F("counted"),
                    on_time__lte=F("timed"),
                ),
                name="standing_counts_orders_done",
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.orders_done}"


class VendorRating(models.Model):
    """How agencies rated a shop, counted from the ratings that are open by the rooms above.

    ``stars``: of all ratings together, one to five each. ``tenths``: their average in tenths of a
    star, None while fewer than ``vendors.standing.ENOUGH_ORDERS`` orders were rated; what is public
    copies it.
    """

    vendor = models.OneToOneField(
        Vendor, primary_key=True, on_delete=models.PROTECT, related_name="rating"
    )
    ratings = models.PositiveIntegerField()
    stars = models.PositiveIntegerField()
    tenths = models.PositiveSmallIntegerField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=F("ratings"), stars__lte=F("ratings") * 5)
                & (Q(tenths__isnull=True) | Q(ratings__gte=1, tenths__gte=10, tenths__lte=50)),
                name="rating_is_an_average_of_stars",
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.stars} of {self.ratings}"
