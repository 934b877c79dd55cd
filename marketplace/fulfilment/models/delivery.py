"""From the vendor's door to the signed handovers, and the claim that each of them opens.

An order is delivered in as many parts as it takes. In the database: no line is shipped beyond its
units nor accepted beyond what was shipped; evidence is only ever added, a signature never taken
back; a handover opens one claim, and the claims of an order sum to its total (docs/adr/0008).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import MAX_RUPIAH, RupiahField
from marketplace.core.models import PrivateFile, Rule
from marketplace.fulfilment.models.courier import WAYBILL_MAX, Courier, CourierEvent
from marketplace.fulfilment.rules import shown_word
from marketplace.orders.models import LINE_NOTE_MAX, OrderLine, OrderTax, PurchaseOrder


class Shipment(models.Model):
    """One sending of an order's goods.

    ``courier`` and ``tracking`` are what the shop wrote; ``carrier`` and ``waybill`` are set where
    that names a courier who reports to us, and the number by which it does.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="shipments")
    courier = models.CharField(max_length=80)
    tracking = models.CharField(max_length=80, blank=True, default="")
    carrier = models.ForeignKey(
        Courier, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    waybill = models.CharField(max_length=WAYBILL_MAX, blank=True, default="", db_default="")
    shipped_at = models.DateTimeField()
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "waybill"],
                condition=~Q(waybill=""),
                name="one_shipment_per_waybill",
            ),
            models.CheckConstraint(
                condition=Q(waybill="") | Q(carrier__isnull=False), name="waybill_of_a_courier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} by {self.courier}"

    @property
    def told(self) -> list[CourierEvent]:
        """What the courier said, what happened last first; prefetch ``courier_events``."""
        if not self.waybill:
            return []
        return sorted(self.courier_events.all(), key=lambda one: one.happened_at, reverse=True)

    @property
    def shown_word(self) -> int | None:
        """The key of the courier's word that says where the parcel is, None of none."""
        said = sorted(self.told, key=lambda one: one.pk)
        return shown_word((one.kind, one.happened_at, one.pk) for one in said)


class ShipmentLine(models.Model):
    """Units of one order line in one shipment."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="shipment_lines"
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "order_line"], name="one_line_per_shipment"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="shipment_line_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.quantity}"


class Handover(models.Model):
    """The handover record (BAST) of counted goods: complete when PPK and vendor have signed.

    A complaint withdraws one that is not complete, with its receipts: the goods are counted anew.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="handovers")
    number = models.CharField(max_length=24, blank=True, default="", help_text="Once complete.")
    buyer_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    buyer_signed_at = models.DateTimeField(null=True, blank=True)
    vendor_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    vendor_signed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(buyer_signed_by__isnull=True)
                | Q(vendor_signed_by__isnull=True)
                | ~Q(buyer_signed_by=F("vendor_signed_by")),
                name="handover_has_two_signers",
            ),
            models.CheckConstraint(
                condition=Q(buyer_signed_by__isnull=True, buyer_signed_at__isnull=True)
                | Q(buyer_signed_by__isnull=False, buyer_signed_at__isnull=False),
                name="handover_buyer_signature_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(vendor_signed_by__isnull=True, vendor_signed_at__isnull=True)
                | Q(vendor_signed_by__isnull=False, vendor_signed_at__isnull=False),
                name="handover_vendor_signature_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(number="", buyer_signed_at__isnull=True)
                | Q(number="", vendor_signed_at__isnull=True)
                | Q(buyer_signed_at__isnull=False, vendor_signed_at__isnull=False) & ~Q(number=""),
                name="handover_is_numbered_when_complete",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="one_number_per_handover"
            ),
            models.UniqueConstraint(fields=["id", "order"], name="handover_of_order"),
        ]

    def __str__(self) -> str:
        return f"BAST {self.number or self.order_id}"

    @property
    def is_complete(self) -> bool:
        """Whether both sides have signed."""
        return self.buyer_signed_at is not None and self.vendor_signed_at is not None


class Receipt(models.Model):
    """One count by the receiving officer (PPTK); it is signed for in exactly one handover."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="receipts")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="receipts")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")
    photo = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order_id} at {self.received_at:%Y-%m-%d}"


class ReceiptLine(models.Model):
    """Units of one order line that one count found in good order; ``note``: what was seen of it."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="receipt_lines"
    )
    accepted_quantity = models.PositiveIntegerField()
    note = models.CharField(max_length=LINE_NOTE_MAX, blank=True, default="", db_default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "order_line"], name="one_line_per_receipt"),
            models.CheckConstraint(
                condition=Q(accepted_quantity__gte=1), name="receipt_line_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.accepted_quantity}"


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

    ``amount_rupiah`` is the gross: goods, freight and PPN; the tax parts stand in ``taxes``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="claims")
    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="claim")
    number = models.CharField(max_length=24, unique=True)
    goods_rupiah = RupiahField()
    freight_rupiah = RupiahField(default=0)
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
                condition=Q(
                    amount_rupiah=F("goods_rupiah") + F("freight_rupiah") + F("vat_rupiah"),
                    goods_rupiah__gt=0,
                    freight_rupiah__gte=0,
                ),
                name="claim_amounts_add_up",
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


class ClaimTax(models.Model):
    """A claim's share of one tax line of its order; rate and rule stand there."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="taxes")
    order_tax = models.ForeignKey(OrderTax, on_delete=models.PROTECT, related_name="claim_taxes")
    base_rupiah = RupiahField()
    amount_rupiah = RupiahField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "order_tax"], name="one_share_per_tax"),
            models.CheckConstraint(
                condition=Q(base_rupiah__gte=0, amount_rupiah__gte=0),
                name="claim_tax_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.amount_rupiah}"
