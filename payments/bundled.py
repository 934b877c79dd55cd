"""What the bank and the books add to the evidence of an order."""

from marketplace.orders.bundle.contents import Part, provide
from marketplace.orders.models import PurchaseOrder
from payments.models import CardPayment, LedgerEntry, SettlementLine


@provide
def money_part(order: PurchaseOrder) -> Part:
    """Charges, entries of the ledger and transfers of its claims; no number of an account."""
    charges = CardPayment.objects.filter(claim__order=order)
    return Part(
        about=[charges],
        tables={
            "pembayaran": charges.order_by("pk").values(
                *("claim__number", "amount_rupiah", "card__issuer", "card__last4"),
                *("requested_by__name", "requested_at", "instruction__status"),
                *("instruction__answer__bank_reference", "instruction__answer__occurred_at"),
                *("instruction__answer__received_at", "instruction__answer__mdr_rupiah"),
            ),
            "buku-besar": LedgerEntry.objects.filter(transaction__claim__order=order)
            .order_by("pk")
            .values(
                *("transaction__ref", "transaction__kind", "transaction__claim__number"),
                *("transaction__occurred_at", "account__kind", "debit_rupiah", "credit_rupiah"),
            ),
            "penyaluran": SettlementLine.objects.filter(claim__order=order)
            .order_by("pk")
            .values(
                *("claim__number", "amount_rupiah", "void", "payout__batch__number"),
                *("payout__instruction__status", "payout__instruction__answer__bank_reference"),
            ),
        },
    )
