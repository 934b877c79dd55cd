"""What a shop asks for bringing its goods, by distance, and whether an office may fetch them."""

from typing import Final

from django.db import models
from django.db.models import Q

from marketplace.core.bounds import MAX_FREIGHT_RUPIAH
from marketplace.core.fields import RupiahField
from vendors.models import Vendor

ANYWHERE: Final = 6_000  # kilometres: from Sabang to Merauke and more
BANDS: Final = (0, 25, 100, 250, 1_000, ANYWHERE)  # 0: within one kabupaten or kota
MAX_DELIVERY_DAYS: Final = 60


class DeliveryRate(models.Model):
    """The freight (ongkos kirim) of one order within a distance, before PPN, and its working days.

    ``working_days``: from the day the goods are ready, None while nobody said.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="delivery_rates")
    up_to_km = models.PositiveIntegerField()
    freight_rupiah = RupiahField()
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["up_to_km"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "up_to_km"], name="one_rate_per_distance"),
            models.CheckConstraint(condition=Q(up_to_km__in=BANDS), name="rate_is_of_a_band"),
            models.CheckConstraint(
                condition=Q(freight_rupiah__gte=0, freight_rupiah__lte=MAX_FREIGHT_RUPIAH)
                & (Q(working_days__isnull=True) | Q(working_days__lte=MAX_DELIVERY_DAYS)),
                name="rate_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.up_to_km} km"


class PickUp(models.Model):
    """A shop whose goods an office may fetch itself, without freight; no row while it may not."""

    vendor = models.OneToOneField(
        Vendor, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.vendor_id}"
