"""Cards, charges, the ledger and payouts. Whole rupiah throughout.

The bank is the truth about what was charged, the ledger about whom the money belongs to; the
reconciler compares the two. Nothing here is ever deleted, entries are never updated (triggers).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Agency
from marketplace.core.fields import MAX_RUPIAH, RupiahField
from marketplace.fulfilment.models import Claim
from payments.reasons import in_words
from vendors.models import Vendor


class GovernmentCard(models.Model):
    """A government credit card (KKP/KKPD): the bank's token, last four digits and issuer only."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cards")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards"
    )
    token = models.CharField(max_length=64, unique=True)
    last4 = models.CharField(max_length=4)
    issuer = models.CharField(max_length=60)
    active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last4__regex=r"^\d{4}$"), name="card_last4_only")
        ]

    def __str__(self) -> str:
        return f"{self.issuer} ···· {self.last4}"


class PaymentStatus(models.TextChoices):
    """One charge's life: intended, sent (answer not yet known), captured, failed, for a person."""

    INTENDED = "intended", _("Being sent to the bank")
    PENDING = "pending", _("Waiting for the bank")
    CAPTURED = "captured", _("Paid")
    FAILED = "failed", _("Declined")
    NEEDS_REVIEW = "needs_review", _("Needs a person")


PAYMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    PaymentStatus.INTENDED: frozenset(
        {PaymentStatus.PENDING, PaymentStatus.CAPTURED, PaymentStatus.FAILED}
    ),
    PaymentStatus.PENDING: frozenset(
        {PaymentStatus.CAPTURED, PaymentStatus.FAILED, PaymentStatus.NEEDS_REVIEW}
    ),
    PaymentStatus.NEEDS_REVIEW: frozenset({PaymentStatus.CAPTURED, PaymentStatus.FAILED}),
    PaymentStatus.CAPTURED: frozenset(),
    PaymentStatus.FAILED: frozenset(),
}


class CardPayment(models.Model):
    """One charge of a card for one claim; the key is stored before the bank is called."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    card = models.ForeignKey(GovernmentCard, on_delete=models.PROTECT, related_name="payments")
    amount_rupiah = RupiahField()
    cap_rupiah = RupiahField()
    status = models.CharField(
        max_length=12, choices=PaymentStatus.choices, default=PaymentStatus.INTENDED
    )
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    bank_reference = models.CharField(max_length=64, blank=True, default="")
    approval_code = models.CharField(max_length=16, blank=True, default="")
    mdr_rupiah = RupiahField(default=0)
    failure_code = models.CharField(max_length=40, blank=True, default="")
    failure_reason = models.CharField(max_length=200, blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_rupiah__gt=0, amount_rupiah__lte=F("cap_rupiah")),
                name="card_payment_within_cap",
            ),
            models.CheckConstraint(
                condition=Q(mdr_rupiah__gte=0, mdr_rupiah__lte=F("amount_rupiah")),
                name="card_payment_mdr_within_amount",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=~Q(status="failed"), name="one_live_card_payment"
            ),
            models.CheckConstraint(
                condition=~Q(status="captured") | ~Q(bank_reference=""),
                name="captured_payment_has_a_bank_reference",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["intended", "pending"]),
                name="card_payment_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.amount_rupiah} {self.status}"

    @property
    def failure_words(self) -> str:
        """Why the bank refused, in the reader's words."""
        return in_words(self.failure_reason)


class CallbackEvent(models.Model):
    """One verified message of the bank; the unique key makes a repeated one harmless (I-30)."""

    event_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    body_sha256 = models.CharField(max_length=64)
    effect = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class AccountKind(models.TextChoices):
    """The ledger's accounts. Escrow, payable and receivable exist once per vendor."""

    BANK = "bank", _("Bank (holding account)")
    CARD_RECEIVABLE = "card_receivable", _("Card receivable")
    MDR_CLEARING = "mdr_clearing", _("Bank fee (MDR) clearing")
    VENDOR_RECEIVABLE = "vendor_receivable", _("Vendor receivable")
    ESCROW = "escrow", _("Held for the vendor")
    VENDOR_PAYABLE = "vendor_payable", _("Payable to the vendor")
    VAT_PAYABLE = "vat_payable", _("PPN to be paid in")
    PPH22_PAYABLE = "pph22_payable", _("PPh 22 to be paid in")
    FEE_INCOME = "fee_income", _("Platform fee")


DEBIT_KINDS = frozenset(
    {
        AccountKind.BANK,
        AccountKind.CARD_RECEIVABLE,
        AccountKind.MDR_CLEARING,
        AccountKind.VENDOR_RECEIVABLE,
    }
)


class LedgerAccount(models.Model):
    """One account. The balance is kept by a trigger, in the account's own direction, never < 0."""

    kind = models.CharField(max_length=20, choices=AccountKind.choices)
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_accounts"
    )
    balance_rupiah = RupiahField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "vendor"], nulls_distinct=False, name="one_account_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(balance_rupiah__gte=0), name="account_never_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["escrow", "vendor_payable", "vendor_receivable"],
                    vendor__isnull=False,
                )
                | Q(vendor__isnull=True)
                & ~Q(kind__in=["escrow", "vendor_payable", "vendor_receivable"]),
                name="vendor_accounts_have_a_vendor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.vendor_id or ''}".strip()


class LedgerTransaction(models.Model):
    """One booked event; ``ref`` such as ``capture-17`` makes booking it twice impossible (I-13)."""

    ref = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_transactions"
    )
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.ref


class LedgerEntry(models.Model):
    """One leg: a debit or a credit, both positive columns."""

    transaction = models.ForeignKey(
        LedgerTransaction, on_delete=models.PROTECT, related_name="entries"
    )
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="entries")
    debit_rupiah = RupiahField(default=0)
    credit_rupiah = RupiahField(default=0)

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(debit_rupiah__gt=0, debit_rupiah__lte=MAX_RUPIAH, credit_rupiah=0)
                | Q(credit_rupiah__gt=0, credit_rupiah__lte=MAX_RUPIAH, debit_rupiah=0),
                name="entry_is_a_debit_or_a_credit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.debit_rupiah or -self.credit_rupiah}"


class SettlementBatch(models.Model):
    """One settlement run: what was due at its cut-off, one payout per vendor."""

    number = models.CharField(max_length=24, unique=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class PayoutStatus(models.TextChoices):
    """One transfer's life."""

    INTENDED = "intended", _("Being sent to the bank")
    PENDING = "pending", _("Waiting for the bank")
    PAID = "paid", _("Paid out")
    FAILED = "failed", _("Refused by the bank")


PAYOUT_TRANSITIONS: dict[str, frozenset[str]] = {
    PayoutStatus.INTENDED: frozenset(
        {PayoutStatus.PENDING, PayoutStatus.PAID, PayoutStatus.FAILED}
    ),
    PayoutStatus.PENDING: frozenset({PayoutStatus.PAID, PayoutStatus.FAILED}),
    PayoutStatus.PAID: frozenset(),
    PayoutStatus.FAILED: frozenset(),
}


class Payout(models.Model):
    """One transfer to one vendor in one batch."""

    batch = models.ForeignKey(SettlementBatch, on_delete=models.PROTECT, related_name="payouts")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="payouts")
    amount_rupiah = RupiahField()
    status = models.CharField(
        max_length=8, choices=PayoutStatus.choices, default=PayoutStatus.INTENDED
    )
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    bank_reference = models.CharField(max_length=64, blank=True, default="")
    failure_reason = models.CharField(max_length=200, blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person said that a refused payout may be repeated."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "vendor"], name="one_payout_per_vendor_and_batch"
            ),
            models.CheckConstraint(condition=Q(amount_rupiah__gt=0), name="payout_positive"),
            models.CheckConstraint(
                condition=~Q(status="paid") | ~Q(bank_reference=""),
                name="paid_payout_has_a_bank_reference",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["intended", "pending"]),
                name="payout_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.vendor_id} {self.amount_rupiah} {self.status}"

    @property
    def failure_words(self) -> str:
        """Why the bank refused, in the reader's words."""
        return in_words(self.failure_reason)


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
