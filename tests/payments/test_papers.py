"""What stands after the money has moved: papers, the plan's money, prices really paid."""

import pytest

from catalog.models import PaidPrice
from marketplace.budget.models import BudgetReservation, ReservationState
from marketplace.core import moments
from marketplace.core.calendar import local_day
from marketplace.core.money import terbilang
from marketplace.documents import services as documents
from payments.models import CardPayment, Payout
from payments.services import settlement
from tests import stories
from tests.payments.money_steps import paid

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
    assert world.vendor.npwp not in str(slip.data)
    assert slip.data["vendor"]["npwp_masked"].endswith(world.vendor.npwp[-4:])


@pytest.mark.parametrize("kind", ["bast", "kuitansi", "withholding-slip"])
def test_each_paper_is_set_as_pdf(settled, kind):
    assert documents.pdf(paper(settled, kind)).startswith(b"%PDF-")


def test_the_plan_money_is_spent_and_the_price_remembered_with_ppn(world, settled):
    assert BudgetReservation.objects.get().state == ReservationState.SPENT
    seen = PaidPrice.objects.get()
    assert (seen.sku, seen.unit_price_rupiah, seen.quantity) == (world.sku, 1_110_000, 40)


def test_nothing_is_issued_before_the_money_has_left(world):
    claim = stories.claimed(world)
    paid(world, claim)
    kinds = set(documents.of(claim.order).values_list("kind", flat=True))
    assert kinds == {"surat-pesanan", "bast"}
    assert not PaidPrice.objects.exists()
