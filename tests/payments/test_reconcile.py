"""manage.py reconcile: the bank's word beside ours, key by key."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from marketplace.core import clock
from payments.gateway import BankResult, Outcome, get_gateway
from payments.models import CardPayment
from payments.reconciliation import compare_day
from payments.services import drive_instructions, settlement
from payments.services.settlement import HOLDING_TIME_ZONE
from tests import stories
from tests.payments.money_steps import paid, pay, told

pytestmark = pytest.mark.usefixtures("bank_settings")


def run(capsys, *args: str) -> str:
    call_command("reconcile", *args)
    return capsys.readouterr().out.strip().splitlines()[-1]


def test_a_day_that_agrees(world, capsys):
    paid(world, stories.claimed(world))
    claim = stories.claimed(world)
    pay(world, claim, token="card-declined-fajar")
    drive_instructions()
    paid(world, claim)
    settlement.settle()
    last = run(capsys)
    assert "3 charges Rp 4.440.000, 1 payouts Rp 3.966.680" in last
    assert last.endswith("0 open, 0 mismatches")


def test_another_day_is_empty(world, capsys):
    paid(world, stories.claimed(world))
    last = run(capsys, "--date", "2020-01-02")
    assert last == "reconcile 2020-01-02: 0 charges Rp 0, 0 payouts Rp 0, 0 open, 0 mismatches"


def test_a_charge_the_bank_made_and_we_wrote_off_is_a_mismatch(world, bank, capsys):
    bank.knobs(lose_answer_next=1)
    pay(world, stories.claimed(world))
    drive_instructions()
    told(CardPayment.objects.get(), BankResult(outcome=Outcome.DECLINED))
    with pytest.raises(CommandError) as wrong:
        call_command("reconcile")
    assert wrong.value.returncode == 1
    assert "we say refused, the bank says paid 2220000" in capsys.readouterr().out


def test_a_success_the_bank_never_heard_of_is_a_mismatch(world, bank):
    payment = paid(world, stories.claimed(world))
    day = clock.today(HOLDING_TIME_ZONE)
    [row] = compare_day(day, get_gateway())
    assert not row.problem
    assert "the bank says unknown" in replace(row, bank=Outcome.UNKNOWN).problem
    assert "booked 0" in replace(row, booked_rupiah=0).problem
    assert row.name == f"charge-{payment.pk}"


def test_without_the_bank_nothing_is_said(world, bank):
    pay(world, stories.claimed(world))
    bank.knobs(down=True)
    with pytest.raises(CommandError) as silent:
        call_command("reconcile")
    assert silent.value.returncode == 2
