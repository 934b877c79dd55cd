"""The settlement run: one payout per vendor and batch, never twice, never for a different sum."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from marketplace.core.errors import InvalidTransition, NotAllowed
from marketplace.core.invariants import examine
from marketplace.fulfilment import services as delivery
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.orders.models import OrderStatus
from marketplace.orders.services import accept_order
from payments import ledger
from payments.models import (
    AccountKind,
    InstructionStatus,
    Payout,
    SettlementBatch,
    SettlementLine,
)
from payments.services import drive_instructions, retry_payout, settlement
from tests import stories
from tests.factories import make_product, make_user, make_vendor
from tests.payments.money_steps import fresh, make_due, paid, pay
from vendors.queries import owner_of

pytestmark = pytest.mark.usefixtures("bank_settings")
NET = 2_220_000 - 220_000 - 10_000 - 6_660  # two pieces of cloth: PPN, PPh 22 and 0.3 % MDR less


@pytest.fixture
def claim(world):
    found = stories.claimed(world)
    paid(world, found)
    return found


def test_each_vendor_gets_one_payout_for_all_that_is_due(world, bank):
    other = make_vendor(make_user("Sari"), region=world.vendor.region, name="Kopi Sari")
    beans = make_product(other, world.etalase)
    for _ in range(2):
        paid(world, stories.claimed(world))
    order = stories.issued(world, product=beans)
    _deliver(world, order, owner_of(other))

    assert settlement.settle() == 2
    assert settlement.settle() == 0
    batch = SettlementBatch.objects.get()
    sums = dict(batch.payouts.values_list("vendor_id", "amount_rupiah"))
    assert sums == {world.vendor.pk: 2 * NET, other.pk: NET}
    sent = sorted(row["amount_rupiah"] for row in bank.record("payout"))
    assert sent == sorted(sums.values())
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) == 0
    assert ledger.balance(AccountKind.BANK) == 3 * 230_000  # the taxes stay until they are remitted


def _deliver(world, order, owner):
    accept_order(order_id=order.pk, actor=owner)
    delivery.ship_order(order_id=order.pk, courier="Sendiri", actor=owner)
    counted = dict(order.lines.values_list("pk", "quantity"))
    delivery.receive_order(order_id=order.pk, accepted=counted, actor=world.eka)
    delivery.sign_handover(order_id=order.pk, actor=world.budi)
    delivery.sign_handover(order_id=order.pk, actor=owner)
    paid(world, Claim.objects.get(order=order))


def test_nothing_due_makes_no_batch(world):
    stories.claimed(world)  # signed, but not paid
    assert settlement.settle() == 0
    assert not SettlementBatch.objects.exists()


def test_a_paid_out_claim_ends_its_order(world, claim):
    settlement.settle()
    assert fresh(claim).status == ClaimStatus.SETTLED
    assert fresh(claim.order).status == OrderStatus.SETTLED
    assert Payout.objects.get().bank_reference


def test_after_a_whole_story_every_invariant_of_money_holds(claim):
    settlement.settle()
    broken = {known.code: found for known, found in examine() if found}
    money = {f"I-{n:02d}" for n in (4, 7, 9, 10, 11, 12, 13, 14, 16, 18, 26, 35)}
    assert not money & set(broken)


def test_a_lost_answer_is_asked_for_and_the_money_goes_once(bank, claim):
    bank.knobs(lose_answer_next=2)
    for _ in range(2):
        assert settlement.settle() == 0
        make_due()
    assert settlement.settle() == 1
    assert len(bank.record("payout")) == 1
    assert fresh(claim).status == ClaimStatus.SETTLED


def test_a_refused_payout_waits_for_a_person_and_is_then_paid_in_a_new_batch(world, bank, claim):
    bank.knobs(refuse_payout_next=1)
    settlement.settle()
    first = Payout.objects.get()
    assert (first.status, first.instruction.answer.reason) == (
        InstructionStatus.DECLINED,
        "Inactive Account",
    )
    assert SettlementLine.objects.get().void
    assert fresh(claim).status == ClaimStatus.PAID
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) == NET
    assert settlement.settle() == 0
    assert Payout.objects.count() == 1

    for stranger in (world.dedi, world.gita, world.fajar):
        with pytest.raises(NotAllowed):
            retry_payout(payout_id=first.pk, actor=stranger)
    retry_payout(payout_id=first.pk, actor=world.citra)
    with pytest.raises(InvalidTransition):
        retry_payout(payout_id=first.pk, actor=world.citra)
    assert settlement.settle() == 1
    second = Payout.objects.exclude(pk=first.pk).get()
    assert second.status == InstructionStatus.SUCCEEDED
    assert second.instruction.idempotency_key != first.instruction.idempotency_key
    assert fresh(claim).status == ClaimStatus.SETTLED
    assert len(bank.record("payout")) == 1


def test_two_runs_at_once_make_one_batch_and_one_transfer(committed_world, bank):
    world = committed_world
    pay(world, stories.claimed(world))
    assert drive_instructions() == 1
    ready = threading.Barrier(2)

    def run() -> int:
        ready.wait(10)
        try:
            return settlement.settle()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [task.result(60) for task in [pool.submit(run) for _ in range(2)]]
    assert sum(done) == 1
    assert Payout.objects.get().status == InstructionStatus.SUCCEEDED
    assert len(bank.record("payout")) == 1


def test_two_workers_at_once_charge_a_claim_once(committed_world, bank):
    world = committed_world
    payment = pay(world, stories.claimed(world))
    ready = threading.Barrier(4)

    def work() -> int:
        ready.wait(10)
        try:
            return drive_instructions()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = [task.result(60) for task in [pool.submit(work) for _ in range(4)]]
    assert sum(done) == 1
    assert fresh(payment).status == "succeeded"
    assert len(bank.record("charge")) == 1
