"""The settlement run: one payout per vendor for what is signed, captured and not yet paid out."""

from collections import defaultdict

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from marketplace.core import clock, locks, outbox
from marketplace.core.calendar import local_day
from marketplace.core.numbers import next_number
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.orders.rules import document_number
from payments import ledger
from payments.crash import crash_point
from payments.gateway import (
    BankGateway,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    PayoutRequest,
    PayoutResult,
    get_gateway,
)
from payments.leases import LostTurn, Turn, due_turns, keep, try_later
from payments.models import (
    AccountKind,
    LedgerEntry,
    Payout,
    PayoutStatus,
    SettlementBatch,
    SettlementLine,
)
from payments.services.payouts import record_payout_result

log = structlog.get_logger(__name__)
HOLDING_TIME_ZONE = "Asia/Jakarta"  # the bank's own day


def settle() -> int:
    """Open a batch for what is due, then bring every payout one step further."""
    open_batch()
    return drive_payouts()


@transaction.atomic
def open_batch() -> SettlementBatch | None:
    """Group unpaid claims by vendor into one batch, or return None if nothing is due.

    One run at a time (advisory lock), and a claim stands in one live line only (unique index), so
    two beats at once make one batch.
    """
    if not locks.try_advisory_lock("settlement"):
        return None
    due: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for claim_id, vendor_id, net in _payable():
        due[vendor_id].append((claim_id, net))
    if not due:
        return None
    year = local_day(clock.now(), HOLDING_TIME_ZONE).year
    batch = SettlementBatch.objects.create(
        number=document_number("STL", year, next_number(f"STL-{year}")), opened_at=clock.now()
    )
    for vendor_id in sorted(due):
        _plan_payout(batch, vendor_id, due[vendor_id])
    outbox.emit("settlement.opened", subject=batch, vendors=len(due))
    return batch


def _payable() -> list[tuple[int, int, int]]:
    """Return (claim, vendor, net rupiah) of released claims without a live or blocked line."""
    lines = SettlementLine.objects.filter(claim=OuterRef("pk"))
    blocked = lines.filter(Q(void=False) | Q(payout__retry_at__isnull=True))
    claims: QuerySet[Claim] = Claim.objects.filter(status=ClaimStatus.PAID).exclude(Exists(blocked))
    released = dict(
        LedgerEntry.objects.filter(
            transaction__kind="release",
            transaction__claim__in=claims,
            account__kind=AccountKind.VENDOR_PAYABLE,
        )
        .values_list("transaction__claim_id")
        .annotate(net=Sum("credit_rupiah"))
    )
    rows = claims.order_by("pk").values_list("pk", "order__vendor_id")
    return [(pk, vendor_id, released[pk]) for pk, vendor_id in rows if pk in released]


def _plan_payout(batch: SettlementBatch, vendor_id: int, lines: list[tuple[int, int]]) -> None:
    payout = Payout.objects.create(
        batch=batch, vendor_id=vendor_id, amount_rupiah=sum(net for _claim, net in lines)
    )
    SettlementLine.objects.bulk_create(
        SettlementLine(payout=payout, claim_id=claim_id, amount_rupiah=net)
        for claim_id, net in lines
    )
    payable = ledger.balance(AccountKind.VENDOR_PAYABLE, vendor_id)
    if payout.amount_rupiah > payable:
        # Cannot happen while the release entries are the source; stop before the bank hears of it.
        raise ArithmeticError(f"payout {payout.amount_rupiah} exceeds payable {payable}")


def drive_payouts(limit: int = 20) -> int:
    """Bring every due payout one step further; return how many reached their end."""
    gateway = get_gateway()
    return sum(_drive(turn, gateway) for turn in due_turns(Payout, limit))


def _drive(turn: Turn, gateway: BankGateway) -> bool:
    payout = Payout.objects.select_related("vendor", "batch").get(pk=turn.pk)
    crash_point("payout.claimed")
    try:
        result = ask_then_pay(payout, gateway, turn)
    except LostTurn:
        log.warning("payout_taken_over", payout=payout.pk)
        return False
    except (GatewayTimeout, GatewayUnavailable) as silent:
        log.warning("payout_unanswered", payout=payout.pk, reason=silent.code)
        try_later(turn)
        return False
    except GatewayRejected as refused:
        log.error("payout_rejected", payout=payout.pk, response_code=refused.response_code)
        try_later(turn)
        return False
    crash_point("payout.answered")
    if result.outcome == Outcome.PENDING:
        try_later(turn)
        return False
    record_payout_result(payout_id=payout.pk, result=result)
    return True


def ask_then_pay(payout: Payout, gateway: BankGateway, turn: Turn) -> PayoutResult:
    """Send the transfer, but ask by its key first unless the bank cannot have heard of it.

    Raises: LostTurn when somebody else took the row over meanwhile, and GatewayError kinds.
    """
    key = str(payout.idempotency_key)
    if not turn.first:
        known = gateway.payout_status(key)
        if known.outcome != Outcome.UNKNOWN:
            return known
    keep(turn)
    crash_point("payout.sending")
    vendor = payout.vendor
    return gateway.pay_out(
        PayoutRequest(
            key=key,
            payout_ref=f"{payout.batch.number}-{payout.pk}",
            amount_rupiah=payout.amount_rupiah,
            bank_code=vendor.bank_code,
            account_number=vendor.account_number,
            account_holder=vendor.account_holder,
            description=payout.batch.number,
            claim_refs=tuple(payout.lines.values_list("claim__number", flat=True).order_by("pk")),
        )
    )


def unfinished_payouts() -> int:
    """Return how many payouts still wait for the bank."""
    waiting = [PayoutStatus.INTENDED, PayoutStatus.PENDING]
    return Payout.objects.filter(status__in=waiting).count()
