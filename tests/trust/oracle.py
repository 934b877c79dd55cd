"""What must be true after any fault: the bank's own record, the ledger and every promise agree.

Charges are counted per claim in the bank's record. Counting per key would miss exactly the mistake
that matters, a second charge under a second key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from marketplace.core import audit
from marketplace.core.invariants import examine
from marketplace.core.models import AuditEvent, Delivery, DeliveryState
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus, PurchaseOrder
from payments.models import AccountKind, BankInstruction, LedgerAccount

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class BankSide:
    """The bank's record, counted per claim."""

    charges: Counter[str]
    payouts: Counter[str]
    charged_rupiah: int
    holding_rupiah: int


def read_bank(record: Iterable[Entry]) -> BankSide:
    """Sum up the money that really moved."""
    charges: Counter[str] = Counter()
    payouts: Counter[str] = Counter()
    charged = holding = 0
    for entry in record:
        if entry["kind"] == "charge":
            charges[entry["claim_id"]] += 1
            charged += entry["amount_rupiah"]
            holding += entry["net_rupiah"]
        elif entry["kind"] == "payout":
            payouts.update(entry["claim_ids"])
            holding -= entry["amount_rupiah"]
    return BankSide(charges, payouts, charged, holding)


def verdict(record: Iterable[Entry], accepted: Iterable[str]) -> dict[str, int]:
    """Return the figures of a fault run; all but the sums must be 0.

    accepted: the numbers of the claims whose payment somebody was told is under way.
    """
    bank = read_bank(record)
    settled = Claim.objects.filter(status=ClaimStatus.SETTLED)
    ended = PurchaseOrder.objects.filter(status=OrderStatus.SETTLED)
    done = set(settled.filter(order__in=ended).values_list("number", flat=True))
    wanted = set(accepted)
    ledger = sum(
        LedgerAccount.objects.filter(kind=AccountKind.BANK).values_list("balance_rupiah", flat=True)
    )
    return {
        "claims settled": len(wanted & done),
        "lost orders": len(wanted - done),
        "double charges": sum(times - 1 for times in bank.charges.values()),
        "claims never charged": len(wanted - set(bank.charges)),
        "double payouts": sum(times - 1 for times in bank.payouts.values()),
        "claims never paid out": len(wanted - set(bank.payouts)),
        "rupiah between ledger and bank": abs(ledger - bank.holding_rupiah),
        **_loose_ends(),
    }


def _loose_ends() -> dict[str, int]:
    chain = audit.verify()
    twice = Notice.objects.values("event", "recipient", "channel").annotate(times=Count("pk"))
    return {
        "instructions waiting for a person": BankInstruction.objects.exclude(trouble="").count(),
        "undelivered events": Delivery.objects.exclude(state=DeliveryState.DONE).count(),
        "notices shown twice": twice.filter(times__gt=1).count(),
        "audit lines unsealed": chain.unsealed,
        "audit chain broken": int(chain.broken_at is not None),
        "invariants broken": sum(bool(violations) for _invariant, violations in examine()),
    }


def under_way() -> int:
    """Count the claims that somebody has begun to pay and whose vendor has no money yet."""
    begun = Claim.objects.filter(payments__isnull=False).exclude(status=ClaimStatus.SETTLED)
    return begun.distinct().count()


def undelivered() -> int:
    """Count the deliveries that still wait for their subscriber."""
    return Delivery.objects.filter(state=DeliveryState.PENDING).count()


def unsealed() -> int:
    """Count the audit lines that have no place in the chain yet."""
    return AuditEvent.objects.filter(position__isnull=True).count()


def unsettled(accepted: Iterable[str]) -> int:
    """Count those of these claims, by number, whose vendor has no money yet."""
    numbers = list(accepted)
    return Claim.objects.filter(number__in=numbers).exclude(status=ClaimStatus.SETTLED).count()


def is_quiet() -> bool:
    """Say whether every claim is settled, every event delivered and every audit line sealed."""
    waiting = Claim.objects.exclude(status=ClaimStatus.SETTLED).exists()
    return not (waiting or undelivered() or unsealed())


def left_to_do() -> str:
    """Put into words what still keeps the site from being quiet."""
    claims = Claim.objects.exclude(status=ClaimStatus.SETTLED).count()
    return f"{claims} claims, {undelivered()} events, {unsealed()} audit lines"
