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
