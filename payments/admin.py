"""Money in the admin: everything is read, nothing is written."""

from django.contrib import admin

from marketplace.core.admin import ReadOnlyAdmin
from payments.models import (
    BankAnswer,
    BankInstruction,
    CallbackEvent,
    CardPayment,
    GovernmentCard,
    LedgerAccount,
    LedgerEntry,
    LedgerTransaction,
    Payout,
    SettlementBatch,
)


@admin.register(GovernmentCard)
class GovernmentCardAdmin(ReadOnlyAdmin):
    """Cards without their tokens."""

    list_display = ["agency", "holder", "issuer", "last4", "active", "registered_at"]
    exclude = ["token"]
    list_select_related = ["agency", "holder"]


@admin.register(BankInstruction)
class BankInstructionAdmin(ReadOnlyAdmin):
    """Everything asked of the bank; the request stays encrypted."""

    list_display = [
        "kind",
        "purpose",
        "amount_rupiah",
        "status",
        "trouble",
        "trouble_at",
        "attempts",
        "due_at",
    ]
    list_filter = ["trouble", "status", "kind"]
    search_fields = ["purpose", "idempotency_key"]
    exclude = ["request"]


@admin.register(BankAnswer)
class BankAnswerAdmin(ReadOnlyAdmin):
    """The bank's words, as evidence."""

    list_display = ["received_at", "instruction", "source", "outcome", "bank_reference", "reason"]
    list_filter = ["source", "outcome"]
    search_fields = ["bank_reference"]
    list_select_related = ["instruction"]


@admin.register(CardPayment)
class CardPaymentAdmin(ReadOnlyAdmin):
    """Charges."""

    list_display = ["claim", "amount_rupiah", "status", "bank_reference", "requested_at"]
    list_filter = ["instruction__status"]
    list_select_related = ["claim", "instruction__answer"]


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin):
    """Transfers to vendors."""

    list_display = ["batch", "vendor", "amount_rupiah", "status", "bank_reference", "retry_at"]
    list_filter = ["instruction__status"]
    list_select_related = ["batch", "vendor", "instruction__answer"]


@admin.register(SettlementBatch)
class SettlementBatchAdmin(ReadOnlyAdmin):
    """Settlement runs."""

    list_display = ["number", "opened_at"]


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin):
    """Balances."""

    list_display = ["kind", "vendor", "balance_rupiah"]
    list_filter = ["kind"]
    list_select_related = ["vendor"]


@admin.register(LedgerTransaction)
class LedgerTransactionAdmin(ReadOnlyAdmin):
    """Booked events."""

    list_display = ["ref", "kind", "occurred_at", "recorded_at"]
    list_filter = ["kind"]
    search_fields = ["ref"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Legs."""

    list_display = ["transaction", "account", "debit_rupiah", "credit_rupiah"]
    list_select_related = ["transaction", "account"]


@admin.register(CallbackEvent)
class CallbackEventAdmin(ReadOnlyAdmin):
    """What the bank told us by itself."""

    list_display = ["received_at", "kind", "reference", "effect", "instruction"]
    list_select_related = ["instruction"]
    list_filter = ["kind", "effect"]
