"""What a verified shop declares of its size, year by year."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.fields import RupiahField
from vendors.models.change import ChangeRequest
from vendors.models.vendor import SizeClass, Vendor


class SizeDeclaration(models.Model):
    """One yearly statement of capital or sales in whole rupiah, and the class they make (R-SIZE-1).

    A statement that keeps the class holds at once; ``change`` is the request a verifier decides
    where the class would change. Rows are only added (trigger).
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="size_declarations")
    has_full_book_year = models.BooleanField()
    capital_rupiah = RupiahField(null=True)
    annual_sales_rupiah = RupiahField(null=True)
    size_class = models.CharField(max_length=8, choices=SizeClass.choices)
    change = models.OneToOneField(
        ChangeRequest, null=True, on_delete=models.PROTECT, related_name="size_declaration"
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField()
    txid = models.BigIntegerField(editable=False, default=0)

    class Meta:
        ordering = ["-declared_at", "-pk"]
        indexes = [models.Index(fields=["vendor", "-declared_at"], name="newest_size_declaration")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    has_full_book_year=True,
                    capital_rupiah__isnull=True,
                    annual_sales_rupiah__gte=0,
                    annual_sales_rupiah__lte=MAX_SUM_RUPIAH,
                )
                | Q(
                    has_full_book_year=False,
                    annual_sales_rupiah__isnull=True,
                    capital_rupiah__gte=0,
                    capital_rupiah__lte=MAX_SUM_RUPIAH,
                ),
                name="declared_size_has_its_figure",
            ),
            models.CheckConstraint(
                condition=Q(size_class__in=SizeClass.values), name="declared_size_is_a_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.size_class} {self.declared_at:%Y}"
