"""On which licences a listing rests, and which shops were told that food needs one."""

from django.db import models

from vendors.licences.models import Licence
from vendors.models import Vendor


class ProductLicence(models.Model):
    """A shop states that a listing rests on one of its licences.

    Nothing is copied: badges and whether the goods may be sold are read from the licence itself on
    the day that is asked for. Composite keys tie both to the same shop.
    """

    product = models.ForeignKey(
        "catalog.Product", on_delete=models.PROTECT, related_name="licence_links"
    )
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="product_links")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "licence"], name="licence_stated_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.licence_id}"


class HalalNotice(models.Model):
    """That a shop was told what its food needs, so many days before the rule binds it; once."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    binds_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "binds_on", "days"], name="halal_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.days}"
