"""What a review leaves behind: reasons at unmet checks, struck lines, what was to be repaired."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from marketplace.core.fields import REASON_MAX, RupiahField
from marketplace.orders.models.order import PurchaseOrder, StatusChange

WORDS_MAX: Final = 600


class CheckReason(models.Model):
    """Why the PPK approved although a check was not met; written with the approval, never changed.

    ``check``: which one (``orders.unmet``); ``words``: what it said then, with its numbers.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="check_reasons")
    check_key = models.CharField(max_length=40)
    title = models.CharField(max_length=WORDS_MAX)
    words = models.CharField(max_length=WORDS_MAX)
    text = models.CharField(max_length=REASON_MAX)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(check_key=""), name="check_reason_has_words"
            ),
            models.UniqueConstraint(
                fields=["order", "check_key"], name="one_reason_per_unmet_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.check_key} {self.text}"


class StruckLine(models.Model):
    """A line that the PPK struck from an order before approving the rest; only ever added.

    It says what the line said; the line itself is gone. ``txid``: the transaction of the strike,
    in which alone the database lets lines, taxes and sums of a submitted order change.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="struck_lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=202)
    code = models.CharField(max_length=40)
    unit = models.CharField(max_length=24)
    quantity = models.PositiveIntegerField()
    unit_price_rupiah = RupiahField()
    total_rupiah = RupiahField()
    reason = models.CharField(max_length=REASON_MAX)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    struck_at = models.DateTimeField()
    txid = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="one_strike_per_goods"),
            models.CheckConstraint(
                condition=~Q(reason="")
                & Q(quantity__gte=1, unit_price_rupiah__gte=1)
                & Q(total_rupiah=F("quantity") * F("unit_price_rupiah")),
                name="struck_line_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.quantity} {self.unit} {self.name}"


class RepairField(models.TextChoices):
    """A part of a returned order that its officer can repair."""

    LINES = "lines", _("Goods and quantities")
    NEED = "need", _("Need (title) and note")
    ADDRESS = "address", _("Delivery address")
    NEEDED_BY = "needed_by", _("Needed by")
    BUDGET = "budget", _("Plan package (RUP) and account code")
    REASONS = "reasons", _("Reasons and comparison")


class RepairRequest(models.Model):
    """Which parts of an order the PPK returned for repair; all others stay as they are."""

    order = models.ForeignKey(
        PurchaseOrder, on_delete=models.PROTECT, related_name="repair_requests"
    )
    step = models.OneToOneField(
        StatusChange, on_delete=models.PROTECT, related_name="repair_request"
    )
    parts = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(parts=[]), name="repair_request_names_parts")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.parts}"


class OrderRepair(models.Model):
    """One thing that the officer changed in a returned order, old and new; only ever added."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="repairs")
    field = models.CharField(max_length=9, choices=RepairField.choices)
    label = models.CharField(max_length=WORDS_MAX, blank=True, default="")
    before = models.CharField(max_length=WORDS_MAX, blank=True, default="")
    after = models.CharField(max_length=WORDS_MAX, blank=True, default="")
    repaired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    repaired_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="order_repair_is_a_change")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.field} {self.before} → {self.after}"
