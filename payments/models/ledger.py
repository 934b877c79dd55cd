"""The books: accounts, booked events and their legs. Entries are never updated (triggers)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import MAX_RUPIAH, RupiahField
from marketplace.fulfilment.models import Claim
from vendors.models import Vendor


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
