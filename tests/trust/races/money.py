"""Money: one live charge (I-07), one settlement (I-17), claims within the order (I-35)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db.models import Count

from marketplace.core import locks
from marketplace.fulfilment.models import Claim, Handover, ReceiptLine
from marketplace.fulfilment.services import receive_order, sign_handover
from payments.gateway import BankResult, Outcome
from payments.models import (
    AnswerSource,
    BankInstruction,
    CardPayment,
    SettlementBatch,
    SettlementLine,
)
from payments.services import request_payment, settlement, take_answer
from payments.services.answers import Case
from tests.bench import database
from tests.trust.cast import factories, stories, swapped
from tests.trust.concurrency import DONE, patiently, storm
from tests.trust.races.orders import without_row_locks
from tests.trust.races.race import Figures, Race, Scale

CLICKS = 8
PARTS = 4


def _doubled(rows: Any) -> int:
    found: int = rows.values("claim").annotate(times=Count("pk")).filter(times__gt=1).count()
    return found


def payments_at_once(scale: Scale) -> Figures:
    """The card holder clicks "pay" many times, in several windows."""
    world = factories.make_world()
    card = stories.card_of(world)
    claims = [stories.claimed(world, 1) for _ in range(scale.attempts)]
    jobs = [
        patiently(partial(request_payment, claim_id=claim.pk, card_id=card.pk, actor=world.fajar))
        for claim in claims
        for _ in range(CLICKS)
    ]
    ends = storm(scale.threads, jobs)
    return {
        "payments requested": ends[DONE],
        "claims asked twice": _doubled(CardPayment.objects.exclude(instruction__status="declined")),
        "second clicks refused in words": ends["payment_underway"],
    }


def settlements_at_once(scale: Scale) -> Figures:
    """Several beats start the settlement run at the same second."""
    world = factories.make_world()
    card = stories.card_of(world)
    for _ in range(scale.attempts):
        _pay(stories.claimed(world, 1), card, world.fajar)
    storm(scale.threads, [settlement.open_batch] * scale.threads)
    lines = SettlementLine.objects.filter(void=False)
    return {
        "settlement batches": SettlementBatch.objects.count(),
        "claims settled": lines.values("claim").distinct().count(),
        "claims settled twice": _doubled(lines),
    }


def _pay(claim: Claim, card: Any, holder: Any) -> None:
    payment = request_payment(claim_id=claim.pk, card_id=card.pk, actor=holder)
    _tell(payment, _word(payment, Outcome.SUCCEEDED))


def _word(payment: CardPayment, outcome: Outcome) -> BankResult:
    return BankResult(
        outcome=outcome,
        bank_reference=f"C{payment.pk}",
        approval_code="123456",
        amount_rupiah=payment.amount_rupiah,
        mdr_rupiah=0,
    )


def _tell(payment: CardPayment, word: BankResult) -> bool:
    return take_answer(
        instruction_id=payment.instruction_id, result=word, source=AnswerSource.NOTICE
    )


def late_words_at_once(scale: Scale) -> Figures:
    """The bank reports a declined charge as done while the holder pays the claim once more.

    Whoever comes first: afterwards no charge of such a claim is still free to be sent.
    """
    world = factories.make_world()
    card = stories.card_of(world)
    claims = [stories.claimed(world, 1) for _ in range(scale.attempts)]
    jobs = []
    for claim in claims:
        declined = request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)
        _tell(declined, _word(declined, Outcome.DECLINED))
        again = partial(request_payment, claim_id=claim.pk, card_id=card.pk, actor=world.fajar)
        late = partial(_tell, declined, _word(declined, Outcome.SUCCEEDED))
        jobs += [patiently(again), patiently(late)]
    storm(scale.threads, jobs)
    parked = BankInstruction.objects.filter(status="needs_person", reopened=True)
    free = CardPayment.objects.filter(instruction__status__in=["intended", "pending"])
    return {
        "late successes parked": parked.count(),
        "claims a second charge may still leave for": free.filter(claim__in=claims).count(),
    }


def part_claims_at_once(scale: Scale) -> Figures:
    """Each count is a quarter of its order; eight arrive together, then the PPK signs them all."""
    world = factories.make_world()
    # Cheap ones: together they must stay below the cap of one shop (R-SPLIT-7).
    goods = factories.make_product(world.vendor, world.etalase, price_rupiah=1_000)
    orders = [stories.shipped(world, PARTS, product=goods) for _ in range(scale.attempts)]
    lines = {order.pk: order.lines.get().pk for order in orders}
    counts = [
        patiently(partial(receive_order, order_id=pk, accepted={lines[pk]: 1}, actor=world.eka))
        for pk in lines
        for _ in range(2 * PARTS)
    ]
    received = storm(scale.threads, counts)
    _sign_all(world, [pk for pk in lines if _counted(pk) <= PARTS], scale)
    over = sum(
        sum(order.claims.values_list("amount_rupiah", flat=True)) > order.gross_rupiah
        for order in orders
    )
    return {
        "part counts recorded": received[DONE],
        "part claims opened": Claim.objects.count(),
        "orders counted over their units": sum(_counted(pk) > PARTS for pk in lines),
        "orders claimed over their total": over,
    }


def _counted(order_id: int) -> int:
    return sum(
        ReceiptLine.objects.filter(receipt__order=order_id).values_list(
            "accepted_quantity", flat=True
        )
    )


def _sign_all(world: Any, order_ids: list[int], scale: Scale) -> None:
    """Citra has signed every part; Budi's second signatures, which open the claims, race."""
    parts = list(Handover.objects.filter(order__in=order_ids).values_list("order_id", "pk"))
    for order_id, pk in parts:
        sign_handover(order_id=order_id, handover_id=pk, actor=world.citra)
    jobs = [
        patiently(partial(sign_handover, order_id=order_id, handover_id=pk, actor=world.budi))
        for order_id, pk in parts
    ]
    storm(scale.threads, jobs)


def _no_live_charge() -> Any:
    return without_row_locks("DROP INDEX one_live_instruction")


@contextmanager
def _nobody_looks_at_late_words() -> Iterator[None]:
    database.run_as_owner("DROP TRIGGER instruction_new ON payments_bankinstruction")
    with swapped(Case, "park", _park_alone):
        yield


def _park_alone(case: Case, trouble: str, **_options: object) -> None:
    """Put the one instruction aside, and look at no other one for the claim."""
    if trouble == "late_success":
        BankInstruction.objects.filter(pk=case.row.pk).update(
            status="needs_person", trouble=trouble
        )


@contextmanager
def _no_settlement_guard() -> Iterator[None]:
    database.run_as_owner("DROP INDEX a_claim_is_settled_once")
    with swapped(locks, "try_advisory_lock", lambda _name: True):
        yield


def _no_order_lock() -> Any:
    return without_row_locks(
        "DROP TRIGGER receipt_line_new ON fulfilment_receiptline",
        "DROP TRIGGER claim_new ON fulfilment_claim",
        "DROP TRIGGER claim_tax_new ON fulfilment_claimtax",
    )


RACES = [
    Race("payment", payments_at_once, _no_live_charge, Scale(threads=32, attempts=20)),
    Race("settlement", settlements_at_once, _no_settlement_guard, Scale(threads=16, attempts=20)),
    Race(
        "late words",
        late_words_at_once,
        _nobody_looks_at_late_words,
        Scale(threads=32, attempts=20),
    ),
    Race("part claims", part_claims_at_once, _no_order_lock, Scale(threads=32, attempts=20)),
]
