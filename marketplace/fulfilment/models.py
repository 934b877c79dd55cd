"""From the vendor's door to the signed handover, and the claim that opens then."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import MAX_RUPIAH, RupiahField
from marketplace.core.models import PrivateFile, Rule
from marketplace.orders.models import OrderLine, PurchaseOrder


class Shipment(models.Model):
    """The vendor's sending of an order's goods."""

    order = models.OneToOneField(PurchaseOrder, on_delete=models.PROTECT, related_name="shipment")
    courier = models.CharField(max_length=80)
    tracking = models.CharField(max_length=80, blank=True, default="")
    shipped_at = models.DateTimeField()
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.order_id} by {self.courier}"


class Receipt(models.Model):
    """What the receiving officer (PPTK) counted and saw."""

    order = models.OneToOneField(PurchaseOrder, on_delete=models.PROTECT, related_name="receipt")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")
    photo = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.order_id} at {self.received_at:%Y-%m-%d}"


class ReceiptLine(models.Model):
    """Units of one order line that arrived in order."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    order_line = models.OneToOneField(
        OrderLine, on_delete=models.PROTECT, related_name="receipt_line"
    )
    accepted_quantity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.accepted_quantity}"


class Handover(models.Model):
    """The handover record (BAST): complete when the PPK and the vendor have both signed."""

    order = models.OneToOneField(PurchaseOrder, on_delete=models.PROTECT, related_name="handover")
    buyer_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    buyer_signed_at = models.DateTimeField(null=True, blank=True)
    vendor_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    vendor_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(buyer_signed_by__isnull=True)
                | Q(vendor_signed_by__isnull=True)
                | ~Q(buyer_signed_by=F("vendor_signed_by")),
                name="handover_has_two_signers",
            )
        ]

    def __str__(self) -> str:
        return f"BAST {self.order_id}"

    @property
    def is_complete(self) -> bool:
        """Whether both sides have signed."""
        return self.buyer_signed_at is not None and self.vendor_signed_at is not None


class ClaimStatus(models.TextChoices):
    """Open, paid by the card, paid out to the vendor."""

    OPEN = "open", _("Waiting for payment")
    PAID = "paid", _("Paid by card")
    SETTLED = "settled", _("Paid out")


CLAIM_TRANSITIONS: dict[str, frozenset[str]] = {
    ClaimStatus.OPEN: frozenset({ClaimStatus.PAID}),
    ClaimStatus.PAID: frozenset({ClaimStatus.SETTLED}),
    ClaimStatus.SETTLED: frozenset(),
}


class Claim(models.Model):
    """The sum a vendor may ask for after a signed handover (tagihan); frozen by a trigger.

    ``amount_rupiah`` is the gross, PPN and freight included; the tax parts are stored with it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="claims")
    number = models.CharField(max_length=24, unique=True)
    amount_rupiah = RupiahField()
    vat_rupiah = RupiahField()
    pph22_rupiah = RupiahField()
    rule = models.ForeignKey(
        Rule, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cap_rupiah = RupiahField(null=True, blank=True)
    status = models.CharField(max_length=7, choices=ClaimStatus.choices, default=ClaimStatus.OPEN)
    opened_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_rupiah__gt=0, amount_rupiah__lte=MAX_RUPIAH),
                name="claim_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(cap_rupiah__isnull=True) | Q(amount_rupiah__lte=F("cap_rupiah")),
                name="claim_within_cap",
            ),
            models.CheckConstraint(
                condition=Q(vat_rupiah__gte=0, pph22_rupiah__gte=0)
                & Q(amount_rupiah__gte=F("vat_rupiah") + F("pph22_rupiah")),
                name="claim_taxes_within_amount",
            ),
        ]
        indexes = [models.Index(fields=["status", "opened_at"])]

    def __str__(self) -> str:
        return self.number
