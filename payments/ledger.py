"""Double entry, append-only. Every booking names its event, so that it can happen only once.

capture     Dr card_receivable          Cr escrow(vendor)                        gross
bank_paid   Dr bank (net), mdr_clearing Cr card_receivable                       gross
release     Dr escrow(vendor)           Cr vendor_payable, vat, pph22, fee, mdr  gross
payout      Dr vendor_payable           Cr bank                                  net
The bank's credit is what the bank itself reports. Only services may import this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from marketplace.core import clock
from marketplace.fulfilment.models import Claim
from payments.models import (
    AccountKind,
    CardPayment,
    LedgerAccount,
    LedgerEntry,
    LedgerTransaction,
    Payout,
)
from payments.tax import ClaimSplit

_Key = tuple[AccountKind, int | None]


class AlreadyBooked(Exception):
    """The event stands in the ledger; the caller has nothing left to do."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a booking in rupiah; a vendor only for the accounts kept per vendor."""

    kind: AccountKind
    debit_rupiah: int = 0
    credit_rupiah: int = 0
    vendor_id: int | None = None


def post(ref: str, kind: str, legs: Iterable[Leg], *, claim: Claim | None = None) -> None:
    """Write one balanced transaction; legs of zero rupiah are left out.

    Raises: AlreadyBooked for a known ``ref``; IntegrityError at commit if it does not balance.
    """
    real = [leg for leg in legs if leg.debit_rupiah or leg.credit_rupiah]
    try:
        with transaction.atomic():
            booked = LedgerTransaction.objects.create(
                ref=ref, kind=kind, claim=claim, occurred_at=clock.now()
            )
    except IntegrityError as twice:
        raise AlreadyBooked(ref) from twice
    known = accounts((leg.kind, leg.vendor_id) for leg in real)
    entries = [
        LedgerEntry(
            transaction=booked,
            account=known[leg.kind, leg.vendor_id],
            debit_rupiah=leg.debit_rupiah,
            credit_rupiah=leg.credit_rupiah,
        )
        for leg in real
    ]
    # Balances move in the order of the inserts: one order for everybody, so nobody deadlocks.
    entries.sort(key=lambda entry: entry.account_id)
    LedgerEntry.objects.bulk_create(entries)


def accounts(wanted: Iterable[tuple[AccountKind, int | None]]) -> dict[_Key, LedgerAccount]:
    """Return accounts by kind and vendor (None: not kept per vendor), opened on first use."""
    keys = set(wanted)
    rows = LedgerAccount.objects.filter(
        Q(vendor_id__isnull=True) | Q(vendor_id__in=[vendor for _kind, vendor in keys if vendor]),
        kind__in=[kind for kind, _vendor in keys],
    )
    found = {(AccountKind(row.kind), row.vendor_id): row for row in rows}
    for kind, vendor in sorted(keys - found.keys(), key=str):
        # The stubs know no lookup by None.
        found[kind, vendor] = LedgerAccount.objects.get_or_create(kind=kind, vendor_id=vendor)[0]  # type: ignore[misc]
    return found


def balance(kind: AccountKind, vendor_id: int | None = None) -> int:
    """Return a balance in rupiah in the account's own direction; 0 for an unopened one."""
    found = LedgerAccount.objects.filter(kind=kind, vendor_id=vendor_id)  # type: ignore[misc]
    return found.values_list("balance_rupiah", flat=True).first() or 0


def book_capture(payment: CardPayment) -> None:
    """The bank has charged the card: it owes us the gross, we hold it for the vendor."""
    post(
        f"capture-{payment.claim_id}",
        "capture",
        [
            Leg(AccountKind.CARD_RECEIVABLE, debit_rupiah=payment.amount_rupiah),
            Leg(
                AccountKind.ESCROW,
                credit_rupiah=payment.amount_rupiah,
                vendor_id=payment.claim.order.vendor_id,
            ),
        ],
        claim=payment.claim,
    )


def book_bank_paid(claim: Claim, *, net_rupiah: int, mdr_rupiah: int) -> None:
    """The bank says what it credited to the holding account, and what it kept (MDR)."""
    post(
        f"bank-{claim.pk}",
        "bank_paid",
        [
            Leg(AccountKind.BANK, debit_rupiah=net_rupiah),
            Leg(AccountKind.MDR_CLEARING, debit_rupiah=mdr_rupiah),
            Leg(AccountKind.CARD_RECEIVABLE, credit_rupiah=net_rupiah + mdr_rupiah),
        ],
        claim=claim,
    )


def book_release(claim: Claim, split: ClaimSplit) -> None:
    """Signed and paid: share the gross out to vendor, taxes, fee and the bank's discount."""
    vendor_id = claim.order.vendor_id
    post(
        f"release-{claim.pk}",
        "release",
        [
            Leg(AccountKind.ESCROW, debit_rupiah=split.gross_rupiah, vendor_id=vendor_id),
            Leg(AccountKind.VENDOR_PAYABLE, credit_rupiah=split.vendor_rupiah, vendor_id=vendor_id),
            Leg(AccountKind.VAT_PAYABLE, credit_rupiah=split.vat_rupiah),
            Leg(AccountKind.PPH22_PAYABLE, credit_rupiah=split.pph22_rupiah),
            Leg(AccountKind.FEE_INCOME, credit_rupiah=split.fee_rupiah),
            Leg(AccountKind.MDR_CLEARING, credit_rupiah=split.mdr_rupiah),
        ],
        claim=claim,
    )


def book_payout(payout: Payout) -> None:
    """The vendor's money has left the holding account."""
    post(
        f"payout-{payout.pk}",
        "payout",
        [
            Leg(
                AccountKind.VENDOR_PAYABLE,
                debit_rupiah=payout.amount_rupiah,
                vendor_id=payout.vendor_id,
            ),
            Leg(AccountKind.BANK, credit_rupiah=payout.amount_rupiah),
        ],
    )
