"""The days on which a shop serves and hands out nothing."""

from django.conf import settings
from django.db import models

from vendors.models import Vendor


class ClosedDay(models.Model):
    """A day on which a shop takes no booking (hari tutup); those made before stay."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="closed_days")
    day = models.DateField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "day"], name="one_closing_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.day}"
