"""What is asked of the bank: its word is kept first, a contradiction waits for a person."""

import pytest
from django.db import IntegrityError

from marketplace.core import audit
from marketplace.core.errors import Busy, NotAllowed, RuleViolation
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment.models import ClaimStatus
from payments import ledger
from payments.gateway import BankResult, GatewayFieldUnreadable, Outcome, get_gateway
from payments.leases import LostTurn, due_turns
from payments.models import (
    AccountKind,
    BankAnswer,
    InstructionStatus,
    LedgerEntry,
    LedgerTransaction,
)
from payments.rules import contradiction, credit_of
from payments.services import (
    ask_bank_again,
    charging,
    close_instruction,
    drive_instructions,
    settlement,
)
from payments.services.booking import MAX_FAILURES
from payments.services.charging import PaymentUnderway
from payments.services.instructions import ask_then_send
from payments.services.review import StillDone
from tests import stories
from tests.payments.money_steps import fresh, legs, make_due, paid, pay, told, trouble

pytestmark = pytest.mark.usefixtures("bank_settings")
GROSS = 2_220_000
DECLINE = BankResult(outcome=Outcome.DECLINED, reason="Insufficient Funds")


# ---- one word, judged


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({"mdr_rupiah": None, "net_rupiah": None}, ""),
        ({"mdr_rupiah": 6_660, "net_rupiah": None}, ""),
        ({"mdr_rupiah": None, "net_rupiah": GROSS - 6_660}, ""),
        ({"amount_rupiah": GROSS - 1}, "amount_differs"),
        ({"amount_rupiah": GROSS + 1}, "amount_differs"),
        ({"amount_rupiah": None}, "amount_differs"),
        ({"mdr_rupiah": GROSS + 1, "net_rupiah": None}, "fee_differs"),
        ({"mdr_rupiah": 6_660, "net_rupiah": GROSS}, "fee_differs"),
        ({"net_rupiah": GROSS + 1, "mdr_rupiah": None}, "fee_differs"),
    ],
)
def test_a_success_that_does_not_add_up_is_never_booked(world, claim, changes, expected):
    payment = pay(world, claim)
    for _ in range(2):
        told(payment, **changes)
    booked = InstructionStatus.NEEDS_PERSON if expected else InstructionStatus.SUCCEEDED
    assert trouble(payment) == (
        booked,
        expected or ("credit_unknown" if set(changes.values()) == {None} else ""),
    )
    assert LedgerEntry.objects.exists() is not bool(expected)
    assert OutboxEvent.objects.filter(name="instruction.needs_person").count() <= 1


def test_the_rules_of_a_word_are_pure():
    assert credit_of(100, None, None) is None
    assert credit_of(100, 3, None) == credit_of(100, None, 97) == credit_of(100, 3, 97) == (97, 3)
    said = {"said_rupiah": 100, "mdr_rupiah": 3, "net_rupiah": 96}
    assert contradiction(asked_rupiah=100, **said) == "fee_differs"


def test_the_credit_is_booked_as_the_bank_reports_it(world, claim):
    payment = pay(world, claim)
    told(payment, mdr_rupiah=7_000, net_rupiah=GROSS - 7_000)
    assert legs(f"bank-{claim.pk}") == {
        ("bank", GROSS - 7_000, 0),
        ("mdr_clearing", 7_000, 0),
        ("card_receivable", 0, GROSS),
    }


def test_without_the_banks_credit_nothing_is_released_until_a_later_word_names_it(world, claim):
    payment = pay(world, claim)
    told(payment, mdr_rupiah=None, net_rupiah=None)
    assert trouble(payment) == (InstructionStatus.SUCCEEDED, "credit_unknown")
    assert fresh(claim).status == ClaimStatus.PAID
    assert ledger.balance(AccountKind.CARD_RECEIVABLE) == GROSS
    assert ledger.balance(AccountKind.BANK) == 0
    assert settlement.open_batch() is None

    told(payment, mdr_rupiah=6_660, net_rupiah=None)
    assert trouble(payment) == (InstructionStatus.SUCCEEDED, "")
    assert payment.mdr_rupiah == 6_660
    assert ledger.balance(AccountKind.CARD_RECEIVABLE) == 0
    assert settlement.open_batch() is not None
    assert LedgerTransaction.objects.count() == 3


# ---- the bank changes its mind


def test_a_success_after_a_decline_bars_a_second_charge(world, bank, claim, operator):
    payment = pay(world, claim, token="card-declined-fajar")
    drive_instructions()
    told(payment)
    assert trouble(payment) == (InstructionStatus.NEEDS_PERSON, "late_success")
    assert not LedgerEntry.objects.exists()
    assert audit.trail(claim.order).filter(action="instruction.needs_person").exists()
    with pytest.raises(PaymentUnderway):
        pay(world, claim)
    make_due()
    assert drive_instructions() == 0
    assert bank.record("charge") == []

    # The bank's inquiry still says "declined": two words, so only the bank's letter decides.
    ask_bank_again(instruction_id=payment.instruction_id, actor=world.fajar)
    assert trouble(payment) == (InstructionStatus.NEEDS_PERSON, "late_success")
    with pytest.raises(NotAllowed):
        close_instruction(
            instruction_id=payment.instruction_id, actor=world.fajar, reason="Surat 1"
        )
    with pytest.raises(RuleViolation):
        close_instruction(instruction_id=payment.instruction_id, actor=operator, reason=" ")
    close_instruction(instruction_id=payment.instruction_id, actor=operator, reason="Surat 1")
    assert trouble(payment) == (InstructionStatus.DECLINED, "")
    letter = BankAnswer.objects.get(source="person")
    assert (letter.recorded_by, letter.reason) == (operator, "Surat 1")
    assert paid(world, claim).status == InstructionStatus.SUCCEEDED


def test_a_late_success_that_the_bank_confirms_pays_the_claim(world, bank, claim):
    bank.knobs(lose_answer_next=1)
    payment = pay(world, claim)
    drive_instructions()  # the bank has charged; we never read it
    told(payment, DECLINE)
    assert trouble(payment) == (InstructionStatus.DECLINED, "")
    told(payment)
    assert fresh(payment).status == InstructionStatus.NEEDS_PERSON
    make_due()
    ask_bank_again(instruction_id=payment.instruction_id, actor=world.fajar)
    assert trouble(payment) == (InstructionStatus.SUCCEEDED, "")
    assert fresh(claim).status == ClaimStatus.PAID
    assert len(bank.record("charge")) == 1


def test_a_late_success_stops_the_next_charge_before_it_is_sent(world, bank, claim):
    first = pay(world, claim, token="card-declined-fajar")
    drive_instructions()
    second = pay(world, claim)
    turn = next(due_turns(1))  # a worker has it in hand, but has not sent it
    told(first)
    assert trouble(first) == (InstructionStatus.NEEDS_PERSON, "late_success")
    assert trouble(second) == (InstructionStatus.NEEDS_PERSON, "held")
    with pytest.raises(LostTurn):
        ask_then_send(charging.CardCharge(), second.instruction, get_gateway(), turn)
    assert bank.record("charge") == []
    with pytest.raises(Busy):  # it may be on its way until the lease is over
        ask_bank_again(instruction_id=second.instruction_id, actor=world.fajar)
    make_due()
    ask_bank_again(instruction_id=second.instruction_id, actor=world.fajar)
    assert trouble(second) == (InstructionStatus.DECLINED, "")


def test_a_second_capture_is_never_booked_and_cannot_be_closed_while_it_stands(
    world, bank, claim, operator
):
    bank.knobs(lose_answer_next=1)
    first = pay(world, claim)
    drive_instructions()
    told(first, DECLINE)
    paid(world, claim)
    before = LedgerTransaction.objects.count()
    told(first)
    make_due()
    ask_bank_again(instruction_id=first.instruction_id, actor=operator)
    assert trouble(first) == (InstructionStatus.NEEDS_PERSON, "paid_twice")
    with pytest.raises(StillDone):
        close_instruction(instruction_id=first.instruction_id, actor=operator, reason="Surat 2")
    assert LedgerTransaction.objects.count() == before
    assert len(bank.record("charge")) == 2  # the bank did it; we know and say so


def test_a_reported_second_capture_is_closed_on_the_banks_letter(world, claim, operator):
    first = pay(world, claim, token="card-declined-fajar")
    drive_instructions()
    second = paid(world, claim)
    told(first)
    assert trouble(first) == (InstructionStatus.NEEDS_PERSON, "late_success")
    close_instruction(instruction_id=first.instruction_id, actor=operator, reason="Surat 3")
    assert trouble(first) == (InstructionStatus.DECLINED, "")
    assert trouble(second) == (InstructionStatus.SUCCEEDED, "")
    told(first, bank_reference="B-2")  # and once more: it is put aside again
    assert trouble(first) == (InstructionStatus.NEEDS_PERSON, "late_success")


def test_a_decline_after_a_booked_success_alarms_and_holds_the_payout(world, claim):
    payment = paid(world, claim)
    told(payment, DECLINE)
    assert trouble(payment) == (InstructionStatus.SUCCEEDED, "words_differ")
    assert settlement.open_batch() is None
    ask_bank_again(instruction_id=payment.instruction_id, actor=world.fajar)
    assert trouble(payment) == (InstructionStatus.SUCCEEDED, "")
    assert settlement.open_batch() is not None


# ---- trouble of our own


def a_bug(*_args: object, **_options: object) -> None:
    raise IntegrityError("a bug")


def test_a_booking_that_fails_keeps_the_word_and_is_tried_again(world, bank, claim, monkeypatch):
    payment = pay(world, claim)
    monkeypatch.setattr(charging.ledger, "book_release", a_bug)
    assert drive_instructions() == 0
    assert fresh(payment).status == InstructionStatus.ANSWERED
    assert payment.bank_reference
    assert not LedgerEntry.objects.exists()
    monkeypatch.undo()
    assert drive_instructions() == 0  # not before its pause is over
    make_due()
    assert drive_instructions() == 1
    assert fresh(payment).status == InstructionStatus.SUCCEEDED
    assert len(bank.record("charge")) == 1


def test_a_booking_that_keeps_failing_waits_for_a_person_in_sight(
    world, bank, claim, operator, monkeypatch
):
    payment = pay(world, claim)
    monkeypatch.setattr(charging.ledger, "book_release", a_bug)
    for _ in range(MAX_FAILURES):
        assert drive_instructions() == 0
        make_due()
    assert trouble(payment) == (InstructionStatus.NEEDS_PERSON, "booking_failed")
    assert "a bug" in payment.instruction.last_error
    monkeypatch.undo()
    ask_bank_again(instruction_id=payment.instruction_id, actor=operator)
    assert trouble(payment) == (InstructionStatus.SUCCEEDED, "")
    assert len(bank.record("charge")) == 1


def test_an_error_before_sending_holds_up_nobody_else_and_is_parked(world, bank, monkeypatch):
    first, second = (pay(world, stories.claimed(world)) for _ in range(2))
    send = charging.CardCharge.send

    def broken(kind, gateway, instruction, key):
        if instruction.pk == first.instruction_id:
            raise ZeroDivisionError
        return send(kind, gateway, instruction, key)

    monkeypatch.setattr(charging.CardCharge, "send", broken)
    assert drive_instructions() == 1
    assert fresh(second).status == InstructionStatus.SUCCEEDED
    for _ in range(MAX_FAILURES - 1):
        make_due()
        assert drive_instructions() == 0
    assert trouble(first) == (InstructionStatus.NEEDS_PERSON, "unexpected")


def test_an_answer_that_cannot_be_kept_is_asked_again_and_then_parked(world, bank, monkeypatch):
    payment = pay(world, stories.claimed(world))

    def unreadable(*_asked):
        raise GatewayFieldUnreadable("approvalCode must be a short text")

    monkeypatch.setattr(charging.CardCharge, "send", unreadable)
    monkeypatch.setattr(charging.CardCharge, "ask", unreadable)
    for _ in range(MAX_FAILURES):
        assert fresh(payment).status != InstructionStatus.NEEDS_PERSON
        assert drive_instructions() == 0
        make_due()
    assert trouble(payment) == (InstructionStatus.NEEDS_PERSON, "unreadable")
    assert "approvalCode" in payment.instruction.last_error
