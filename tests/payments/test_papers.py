"""What stands after the money has moved: papers, the plan's money, prices really paid."""

from datetime import UTC, datetime

import pytest

from catalog.models import PaidPrice
from marketplace.budget.models import BudgetReservation, ReservationState
from marketplace.core import moments
from marketplace.core.calendar import local_day
from marketplace.core.money import terbilang
from marketplace.documents import services as documents
from payments.models import CardPayment, Payout
from payments.services import request_payment, settlement
from tests import stories
from tests.payments.money_steps import paid, told

pytestmark = pytest.mark.usefixtures("bank_settings")


@pytest.fixture
def settled(world):
    claim = stories.claimed(world, quantity=40)
    paid(world, claim)
    settlement.settle()
    return claim


def paper(claim, kind):
    return documents.of(claim.order).get(kind=kind)


def test_the_receipt_names_payer_sum_and_the_buyers_own_payment(world, settled):
    receipt = paper(settled, "kuitansi")
    assert receipt.amount_rupiah == 44_400_000
    assert receipt.data["amount_in_words"] == f"{terbilang(44_400_000)} rupiah"
    assert world.agency.name in receipt.data["payer"]
    charge = CardPayment.objects.get()
    assert charge.bank_reference in receipt.data["payment_method"]
    assert Payout.objects.get().bank_reference not in receipt.data["payment_method"]
    paid_on = local_day(charge.instruction.answer.received_at, world.agency.time_zone)
    assert receipt.data["payment_method"].endswith(moments.paper_day(paid_on))
    assert receipt.data["stamp_duty_rupiah"] == 10_000  # above Rp 5,000,000
    assert receipt.number.startswith("KW-")


def test_a_receipt_up_to_five_million_bears_no_stamp_duty(world):
    claim = stories.claimed(world, quantity=4)
    paid(world, claim)
    settlement.settle()
    assert paper(claim, "kuitansi").data["stamp_duty_rupiah"] == 0


def test_the_withholding_slip_sums_the_taxes_and_hides_the_tax_number(world, settled):
    slip = paper(settled, "withholding-slip")
    assert slip.amount_rupiah == slip.data["amount_rupiah"] == 4_400_000 + 200_000
    assert [tax["amount_rupiah"] for tax in slip.data["taxes"]] == [4_400_000, 200_000]
    assert [tax["base_rupiah"] for tax in slip.data["taxes"]] == [36_666_667, 40_000_000]
    assert [tax["rate"] for tax in slip.data["taxes"]] == ["12 %", "0,5 %"]
    assert world.vendor.npwp not in str(slip.data)
    assert slip.data["vendor"]["npwp_masked"].endswith(world.vendor.npwp[-4:])


@pytest.mark.parametrize("kind", ["bast", "kuitansi", "withholding-slip"])
def test_each_paper_is_set_as_pdf(settled, kind):
    assert documents.pdf(paper(settled, kind)).startswith(b"%PDF-")


def test_the_plan_money_is_spent_and_the_price_remembered_with_ppn(world, settled):
    assert BudgetReservation.objects.get().state == ReservationState.SPENT
    seen = PaidPrice.objects.get()
    assert (seen.sku, seen.unit_price_rupiah, seen.quantity) == (world.sku, 1_110_000, 40)


def kinds_of(order):
    return list(documents.of(order).values_list("kind", flat=True))


def test_the_slip_comes_with_the_charge_and_the_receipt_with_the_transfer(world):
    claim = stories.claimed(world)
    paid(world, claim)
    assert kinds_of(claim.order) == ["surat-pesanan", "bast", "withholding-slip"]
    assert not PaidPrice.objects.exists()
    settlement.settle()
    assert kinds_of(claim.order)[3:] == ["kuitansi"]


def asked(world, claim):
    card = stories.card_of(world)
    return request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)


@pytest.mark.parametrize(
    ("zone", "day", "month"),
    [
        ("Asia/Jakarta", "Senin, 30 November 2026", "November 2026"),
        ("Asia/Jayapura", "Selasa, 1 Desember 2026", "Desember 2026"),
    ],
)
def test_a_slip_falls_in_the_month_of_its_tax_where_the_agency_is(world, zone, day, month):
    world.agency.region.time_zone = zone
    world.agency.region.save()
    claim = stories.claimed(world)
    charged_at = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    told(asked(world, claim), bank_reference="C1", settled_at=charged_at)
    slip = paper(claim, "withholding-slip")
    assert (slip.data["date"], slip.data["period"]) == (day, month)


def test_no_slip_where_nothing_was_withheld(world, monkeypatch):
    monkeypatch.setattr("payments.documents.withheld", lambda _claim: 0)
    claim = stories.claimed(world)
    paid(world, claim)
    assert "withholding-slip" not in kinds_of(claim.order)


def test_a_claim_charged_before_slips_came_with_the_charge_gets_its_slip_with_the_receipt(
    world, monkeypatch
):
    claim = stories.claimed(world)
    with monkeypatch.context() as before:
        before.setattr("payments.documents.issue_withholding_slip", lambda _claim: None)
        paid(world, claim)
    settlement.settle()
    assert kinds_of(claim.order)[2:] == ["kuitansi", "withholding-slip"]


def test_nothing_is_called_a_sample_outside_the_demo(world, settled, settings):
    named = (
        world.agency.name,
        world.agency.address,
        world.vendor.address,
        str(world.agency.tenant),
    )
    for document in documents.of(settled.order):
        assert document.data["watermark"] == ""
        said = str(document.data)
        for name in named:
            said = said.replace(name, "")
        assert "contoh" not in said.lower()
    settings.DEMO = True
    order = stories.issued(world)
    assert documents.of(order).get().data["watermark"] == "CONTOH"
