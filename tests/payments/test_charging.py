"""Paying a claim by card: once, for the frozen amount, whatever the bank or the line does."""

import pytest

from marketplace.core import audit
from marketplace.core.errors import Busy, InvalidTransition, NotAllowed
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment.models import ClaimStatus
from marketplace.orders.models import OrderStatus
from payments import leases
from payments.gateway import _shared, get_gateway
from payments.models import CardPayment, InstructionStatus, LedgerEntry, LedgerTransaction
from payments.services import (
    ask_bank_again,
    drive_instructions,
    request_payment,
    retire_card,
)
from payments.services.charging import CardCharge, PaymentUnderway
from payments.services.instructions import ask_then_send
from tests import stories
from tests.factories import make_officer
from tests.payments.money_steps import fresh, make_due, paid, pay

pytestmark = pytest.mark.usefixtures("bank_settings")


def test_the_intent_stands_before_the_bank_is_called(world, bank, claim):
    payment = pay(world, claim)
    assert (payment.status, payment.amount_rupiah) == (InstructionStatus.INTENDED, 2_220_000)
    assert bank.record("charge") == []
    assert fresh(claim).status == ClaimStatus.OPEN


def test_a_captured_claim_makes_the_order_paid(world, claim):
    payment = paid(world, claim)
    assert payment.status == InstructionStatus.SUCCEEDED
    assert payment.bank_reference
    assert fresh(claim).status == ClaimStatus.PAID
    assert fresh(claim.order).status == OrderStatus.PAID
    assert {"payment.requested", "payment.captured"} <= set(
        OutboxEvent.objects.values_list("name", flat=True)
    )
    assert audit.trail(claim.order).filter(action="payment.captured").get().actor == world.fajar


def test_a_declined_card_charges_nothing_and_another_card_pays(world, bank, claim):
    payment = pay(world, claim, token="card-declined-fajar")
    assert drive_instructions() == 1
    assert (fresh(payment).status, payment.instruction.answer.reason) == (
        InstructionStatus.DECLINED,
        "Insufficient Funds",
    )
    assert fresh(claim).status == ClaimStatus.OPEN
    assert fresh(claim.order).status == OrderStatus.HANDED_OVER
    assert not LedgerEntry.objects.exists()

    assert paid(world, claim).status == InstructionStatus.SUCCEEDED
    assert [row["amount_rupiah"] for row in bank.record("charge")] == [2_220_000]


def test_a_second_payment_while_one_is_live_is_refused(world, claim):
    payment = pay(world, claim)
    with pytest.raises(PaymentUnderway):
        pay(world, claim)
    drive_instructions()
    assert CardPayment.objects.get() == payment


def test_a_paid_claim_is_not_paid_again(world, claim):
    paid(world, claim)
    with pytest.raises(NotAllowed):
        pay(world, claim)


@pytest.mark.parametrize("tries", [1, 3])
def test_a_lost_answer_is_found_by_asking_never_by_charging_again(world, bank, claim, tries):
    bank.knobs(lose_answer_next=tries)
    payment = pay(world, claim)
    for _ in range(tries):
        assert drive_instructions() == 0
        assert fresh(payment).status == InstructionStatus.PENDING
        make_due()
    assert drive_instructions() == 1
    assert fresh(payment).status == InstructionStatus.SUCCEEDED
    assert len(bank.record("charge")) == 1
    assert LedgerTransaction.objects.count() == 3


def test_nothing_is_tried_again_before_its_time(world, bank, claim):
    bank.knobs(lose_answer_next=1)
    payment = pay(world, claim)
    assert drive_instructions() == 0
    assert drive_instructions() == 0
    assert fresh(payment).instruction.attempts == 1


def test_a_charge_the_bank_keeps_pending_ends_when_the_bank_says_so(world, bank, claim):
    bank.knobs(pending_rate=1.0, pending_ms=60_000)
    payment = pay(world, claim)
    assert drive_instructions() == 0
    make_due()
    assert drive_instructions() == 0
    assert fresh(payment).status == InstructionStatus.PENDING
    assert not LedgerEntry.objects.exists()


def test_while_the_bank_is_down_the_breaker_spares_it_and_later_the_claim_is_paid(
    world, bank, claim
):
    bank.knobs(down=True)
    payment = pay(world, claim)
    for _ in range(7):
        assert drive_instructions() == 0
        make_due()
    assert fresh(payment).status == InstructionStatus.PENDING
    bank.knobs(down=False)
    get_gateway().close()
    _shared.cache_clear()  # another process: its breaker is closed
    assert drive_instructions() == 1
    assert fresh(payment).status == InstructionStatus.SUCCEEDED
    assert len(bank.record("charge")) == 1


def test_a_slow_worker_that_lost_its_row_sends_nothing_more(world, bank, claim):
    payment = pay(world, claim)
    slow = next(leases.due_turns(1))
    make_due()  # its lease is over
    assert drive_instructions() == 1
    with pytest.raises(leases.LostTurn):
        ask_then_send(CardCharge(), payment.instruction, get_gateway(), slow)
    assert len(bank.record("charge")) == 1
    assert fresh(payment).instruction.attempts == 2


def test_a_slow_worker_does_not_hurry_the_row_of_another(world, claim):
    payment = pay(world, claim)
    slow = next(leases.due_turns(1))
    make_due()
    next(leases.due_turns(1))
    until = fresh(payment).instruction.due_at
    leases.try_later(slow)
    assert fresh(payment).instruction.due_at == until


def test_what_the_bank_will_not_read_waits_for_a_person_who_asks_again(
    world, bank, claim, settings
):
    right = settings.BANK_CLIENT_SECRET
    settings.BANK_CLIENT_SECRET = "another-secret"
    payment = pay(world, claim)
    assert drive_instructions() == 0
    get_gateway().close()
    assert fresh(payment).status == InstructionStatus.NEEDS_PERSON
    with pytest.raises(PaymentUnderway):
        pay(world, claim)
    with pytest.raises(NotAllowed):
        ask_bank_again(instruction_id=payment.instruction_id, actor=world.gita)

    settings.BANK_CLIENT_SECRET = right
    bank.knobs(down=True)
    with pytest.raises(Busy):
        ask_bank_again(instruction_id=payment.instruction_id, actor=world.fajar)
    bank.knobs(down=False)
    ask_bank_again(instruction_id=payment.instruction_id, actor=world.fajar)
    assert (fresh(payment).status, payment.instruction.answer.reason) == (
        InstructionStatus.DECLINED,
        "never_accepted",
    )
    with pytest.raises(InvalidTransition):
        ask_bank_again(instruction_id=payment.instruction_id, actor=world.fajar)
    assert paid(world, claim).status == InstructionStatus.SUCCEEDED


@pytest.mark.parametrize("who", ["ani", "budi", "citra", "dedi", "eka", "gita", "hadi", "indra"])
def test_only_the_card_holder_pays(world, claim, who):
    card = stories.card_of(world)
    with pytest.raises(NotAllowed):
        request_payment(claim_id=claim.pk, card_id=card.pk, actor=getattr(world, who))
    assert not CardPayment.objects.exists()


def test_a_card_pays_only_in_its_holders_hand_and_while_active(world, claim):
    card = stories.card_of(world)
    colleague = make_officer("Lukman", "card_holder", world.agency)
    with pytest.raises(NotAllowed):
        request_payment(claim_id=claim.pk, card_id=card.pk, actor=colleague)
    retire_card(card_id=card.pk, actor=world.fajar)
    with pytest.raises(NotAllowed):
        request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)
    assert not CardPayment.objects.exists()
