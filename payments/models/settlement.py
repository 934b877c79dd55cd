"""Settlement runs, their transfers to vendors, and the claims each transfer pays."""

from django.db import models
from django.db.models import Q

from marketplace.core.fields import RupiahField
from marketplace.fulfilment.models import Claim
from payments.models.instructions import Instructed
from vendors.models import Vendor


class SettlementBatch(models.Model):
    """One settlement run: what was due at its cut-off, one payout per vendor."""

    number = models.CharField(max_length=24, unique=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Payout(Instructed):
    """One transfer to one vendor in one batch."""

    batch = models.ForeignKey(SettlementBatch, on_delete=models.PROTECT, related_name="payouts")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="payouts")
    retry_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person said that a refused payout may be repeated."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "vendor"], name="one_payout_per_vendor_and_batch"
            ),
            models.CheckConstraint(condition=Q(amount_rupiah__gt=0), name="payout_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.vendor_id} {self.amount_rupiah}"


class SettlementLine(models.Model):
    """One claim's net in a payout; void when the bank refused that payout (I-17)."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="lines")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="settlement_lines")
    amount_rupiah = RupiahField()
    void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(void=False), name="a_claim_is_settled_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_rupiah__gt=0), name="settlement_line_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.amount_rupiah}"
