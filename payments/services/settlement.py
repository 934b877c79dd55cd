"""The settlement run: one payout per vendor for what is signed, captured and not yet paid out."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from marketplace.core import clock, locks, outbox
from marketplace.core.calendar import local_day
from marketplace.core.number_series import next_number
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.orders.rules import document_number
from payments import ledger
from payments.models import (
    AccountKind,
    CardPayment,
    InstructionKind,
    InstructionStatus,
    LedgerEntry,
    Payout,
    SettlementBatch,
    SettlementLine,
)
from payments.services.instructions import drive_instructions, intend
from vendors.models import Vendor

HOLDING_TIME_ZONE = "Asia/Jakarta"  # the bank's own day
Due = list[tuple[Claim, int]]


def settle() -> int:
    """Open a batch for what is due, then bring every instruction one step further."""
    open_batch()
    return drive_instructions()


@transaction.atomic
def open_batch() -> SettlementBatch | None:
    """Group unpaid claims by vendor into one batch, or return None if nothing is due.

    One run at a time (advisory lock), and a claim stands in one live line only (unique index), so
    two beats at once make one batch.
    """
    if not locks.try_advisory_lock("settlement"):
        return None
    due: dict[int, Due] = defaultdict(list)
    for claim, net in _payable():
        due[claim.order.vendor_id].append((claim, net))
    if not due:
        return None
    year = local_day(clock.now(), HOLDING_TIME_ZONE).year
    batch = SettlementBatch.objects.create(
        number=document_number("STL", year, next_number(f"STL-{year}")), opened_at=clock.now()
    )
    for vendor in Vendor.objects.filter(pk__in=due).order_by("pk"):
        _plan_payout(batch, vendor, due[vendor.pk])
    outbox.emit("settlement.opened", subject=batch, vendors=len(due))
    return batch


def _payable() -> Due:
    """Return released claims with their net in rupiah, but for those somebody must look at first.

    Blocked: a live line, a refused payout that nobody let repeat, a payout whose refusal the bank
    contradicts, and a charge about which the bank has contradicted itself.
    """
    lines = SettlementLine.objects.filter(claim=OuterRef("pk"))
    blocked = lines.filter(
        Q(void=False)
        | Q(payout__retry_at__isnull=True)
        | Q(payout__instruction__status=InstructionStatus.NEEDS_PERSON)
    )
    charges = CardPayment.objects.filter(
        claim=OuterRef("pk"), instruction__status=InstructionStatus.SUCCEEDED
    )
    claims: QuerySet[Claim] = (
        Claim.objects.filter(status=ClaimStatus.PAID)
        .exclude(Exists(blocked))
        .exclude(Exists(charges.exclude(instruction__trouble="")))
    )
    released = dict(
        LedgerEntry.objects.filter(
            transaction__kind="release",
            transaction__claim__in=claims,
            account__kind=AccountKind.VENDOR_PAYABLE,
        )
        .values_list("transaction__claim_id")
        .annotate(net=Sum("credit_rupiah"))
    )
    found = claims.select_related("order").order_by("pk")
    return [(claim, released[claim.pk]) for claim in found if claim.pk in released]


def _plan_payout(batch: SettlementBatch, vendor: Vendor, due: Due) -> None:
    total = sum(net for _claim, net in due)
    payable = ledger.balance(AccountKind.VENDOR_PAYABLE, vendor.pk)
    if total > payable:
        # Cannot happen while the release entries are the source; stop before the bank hears of it.
        raise ArithmeticError(f"payout {total} exceeds payable {payable}")
    instruction = intend(
        InstructionKind.PAYOUT,
        purpose=f"payout-{batch.pk}-{vendor.pk}",
        amount_rupiah=total,
        request={
            "payout_ref": f"{batch.number}-{vendor.pk}",
            "bank_code": vendor.bank_code,
            "account_number": vendor.account_number,
            "account_holder": vendor.account_holder,
            "description": batch.number,
            "claim_refs": [claim.number for claim, _net in due],
        },
        destination=f"{vendor.bank_code} ···· {vendor.account_last4} {vendor.account_holder}"[:120],
    )
    payout = Payout.objects.create(
        instruction=instruction, batch=batch, vendor=vendor, amount_rupiah=total
    )
    SettlementLine.objects.bulk_create(
        SettlementLine(payout=payout, claim=claim, amount_rupiah=net) for claim, net in due
    )
