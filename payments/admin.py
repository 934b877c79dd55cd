"""Money in the admin: everything is read, nothing is written."""

from django.contrib import admin

from marketplace.core.admin import ReadOnlyAdmin
from payments.models import (
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


@admin.register(CardPayment)
class CardPaymentAdmin(ReadOnlyAdmin):
    """Charges."""

    list_display = ["claim", "amount_rupiah", "status", "bank_reference", "attempts", "due_at"]
    list_filter = ["status"]
    list_select_related = ["claim"]


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin):
    """Transfers to vendors."""

    list_display = ["batch", "vendor", "amount_rupiah", "status", "bank_reference", "attempts"]
    list_filter = ["status"]
    list_select_related = ["batch", "vendor"]


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

    list_display = ["received_at", "kind", "reference", "effect"]
    list_filter = ["kind", "effect"]
