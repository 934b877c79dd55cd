"""The rules an order stands on, the reasons for it, the offers it was compared with, evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Sku
from marketplace.core.fields import REASON_MAX, RupiahField
from marketplace.core.models import Rule
from marketplace.orders.models.order import PurchaseOrder
from marketplace.shortlists.models import StoredComparison
from vendors.models import Vendor


class OrderRule(models.Model):
    """A rule that bound an order, with its value of that day; written at placing, frozen.

    Whatever is decided about the order later reads these rows (``orders.bound``), so that no rule
    entered afterwards reaches it. A trigger demands the strictest rule of tenant, channel and day.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="rules")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32)
    value = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "code"], name="one_rule_per_code_of_order")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.code} {self.value}"


class OrderReason(models.Model):
    """Why an order was written although a rule asks for a reason (alasan); never changed.

    ``code``: R-CMP-2 for the whole order, fewer offers having been compared; R-SPLIT-7 for it
    together with those before it, which pass the cap; R-FAIR-BAND for a variant, with what was
    seen when it was written: the unit price and the median paid, both in rupiah with PPN, and how
    many payments it is of. The newest row of its kind counts.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="reasons")
    code = models.CharField(max_length=32)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    price_rupiah = RupiahField(null=True, blank=True)
    median_rupiah = RupiahField(null=True, blank=True)
    paid_count = models.PositiveIntegerField(null=True, blank=True)
    text = models.CharField(max_length=REASON_MAX)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="order_reason_has_words"),
            models.CheckConstraint(
                condition=Q(
                    sku__isnull=True,
                    price_rupiah__isnull=True,
                    median_rupiah__isnull=True,
                    paid_count__isnull=True,
                )
                | Q(
                    sku__isnull=False, price_rupiah__gte=1, median_rupiah__gte=1, paid_count__gte=1
                ),
                name="order_reason_names_its_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.code} {self.text}"


class OrderComparison(models.Model):
    """An offer of another vendor that the officer compared before ordering (pembanding).

    Name and unit price (rupiah, PPN included) are those of that moment.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="comparisons")
    offer = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=202)
    unit = models.CharField(max_length=24)
    price_rupiah = RupiahField()
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    compared_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "offer"], name="one_comparison_per_offer"),
            models.CheckConstraint(condition=Q(price_rupiah__gte=1), name="compared_at_a_price"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.name} {self.price_rupiah}"


class OrderEvidence(models.Model):
    """The stored comparison that an order was placed on (bukti perbandingan); never changed."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="evidence")
    comparison = models.ForeignKey(
        StoredComparison, on_delete=models.PROTECT, related_name="order_evidence"
    )
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    attached_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], name="one_stored_comparison_per_order")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.comparison_id}"
