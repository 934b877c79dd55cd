"""What is asked of the bank for a payout: one destination, one transfer, whatever it says later."""

import pytest

from marketplace.core import audit
from marketplace.core.errors import InvalidTransition, NotAllowed
from marketplace.fulfilment.models import ClaimStatus
from payments import ledger
from payments.gateway import get_gateway
from payments.models import AccountKind, BankInstruction, InstructionStatus, Payout, SettlementLine
from payments.services import ask_bank_again, drive_instructions, retry_payout, settlement
from tests import changes
from tests.payments.money_steps import fresh, make_due, paid, told, trouble, word
from vendors.application import Account

pytestmark = pytest.mark.usefixtures("bank_settings")


def test_the_destination_is_frozen_with_the_request(world, bank, claim):
    paid(world, claim)
    settlement.open_batch()
    old = world.vendor.account_number
    new = Account(world.vendor.bank_code, "9990001112", "CITRA CONTOH")
    changes.change_verified(world.vendor, "account", new)
    assert drive_instructions() == 1
    [sent] = bank.record("payout")
    assert sent["account_last4"] == old[-4:]
    instruction = Payout.objects.get().instruction
    assert instruction.asked["account_number"] == old
    assert old not in instruction.destination
    stored = (
        BankInstruction.objects.extra(select={"raw": "request"})
        .values("raw")
        .get(pk=instruction.pk)
    )
    assert old not in stored["raw"]


def test_a_refused_payout_that_the_bank_paid_after_all_is_not_paid_twice(world, bank, claim):
    paid(world, claim)
    bank.knobs(refuse_payout_next=1)
    settlement.settle()
    payout = Payout.objects.get()
    retry_payout(payout_id=payout.pk, actor=world.citra)
    told(payout, word(payout.amount_rupiah, bank_reference="T-1"))
    assert trouble(payout) == (InstructionStatus.NEEDS_PERSON, "late_success")
    assert settlement.settle() == 0
    assert Payout.objects.count() == 1
    assert bank.record("payout") == []


def test_a_late_success_stops_the_repeated_payout(world, bank, claim, operator):
    paid(world, claim)
    bank.knobs(refuse_payout_next=1)
    settlement.settle()
    first = Payout.objects.get()
    retry_payout(payout_id=first.pk, actor=world.citra)
    second = settlement.open_batch().payouts.get()
    told(first, word(first.amount_rupiah, bank_reference="T-1"))
    assert trouble(first) == (InstructionStatus.NEEDS_PERSON, "late_success")
    assert trouble(second) == (InstructionStatus.NEEDS_PERSON, "held")
    assert drive_instructions() == 0
    assert bank.record("payout") == []
    ask_bank_again(instruction_id=second.instruction_id, actor=operator)
    assert trouble(second) == (InstructionStatus.DECLINED, "")
    assert SettlementLine.objects.filter(void=False).count() == 0
    with pytest.raises(InvalidTransition):
        retry_payout(payout_id=first.pk, actor=world.citra)
    assert fresh(claim).status == ClaimStatus.PAID


def test_a_transfer_of_another_sum_is_alarmed_once_and_never_booked(world, claim):
    paid(world, claim)
    payout = settlement.open_batch().payouts.get()
    for _ in range(2):
        told(payout, word(payout.amount_rupiah + 1))
    assert trouble(payout) == (InstructionStatus.NEEDS_PERSON, "amount_differs")
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, payout.vendor_id) == payout.amount_rupiah
    assert audit.trail(payout.vendor).filter(action="instruction.needs_person").count() == 1


def test_a_refused_form_of_a_payout_waits_for_a_person_and_never_loops(
    world, bank, claim, settings, operator
):
    paid(world, claim)
    right = settings.BANK_CLIENT_SECRET
    settings.BANK_CLIENT_SECRET = "another-secret"
    assert settlement.settle() == 0
    get_gateway().close()
    payout = Payout.objects.get()
    assert trouble(payout) == (InstructionStatus.NEEDS_PERSON, "rejected")
    assert payout.instruction.last_error.startswith("401")
    attempts = payout.instruction.attempts
    settings.BANK_CLIENT_SECRET = right
    make_due()
    assert settlement.settle() == 0
    assert fresh(payout).instruction.attempts == attempts
    with pytest.raises(NotAllowed):
        ask_bank_again(instruction_id=payout.instruction_id, actor=world.citra)
    ask_bank_again(instruction_id=payout.instruction_id, actor=operator)
    assert trouble(payout) == (InstructionStatus.DECLINED, "")
    retry_payout(payout_id=payout.pk, actor=world.citra)
    assert settlement.settle() == 1
    assert fresh(claim).status == ClaimStatus.SETTLED
    with pytest.raises(InvalidTransition):
        ask_bank_again(instruction_id=payout.instruction_id, actor=operator)
