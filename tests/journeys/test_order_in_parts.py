"""Half an order is delivered, paid and settled while the other half is on its way; then the rest.

The real bank simulator answers; 5 lengths of cloth with freight, so that nothing divides evenly.
"""

import pytest

from marketplace.budget.models import BudgetReservation, ReservationState
from marketplace.core.invariants import examine
from marketplace.core.models import Delivery, DeliveryState
from marketplace.core.outbox import relay
from marketplace.documents import services as documents
from marketplace.fulfilment.models import Claim, ClaimStatus, Handover
from marketplace.fulfilment.services import receive_order, ship_order, sign_handover
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus
from marketplace.orders.services import accept_order
from payments import ledger
from payments.models import AccountKind, InstructionStatus, LedgerTransaction, Payout
from payments.services import drive_instructions, request_payment, settlement
from tests import stories
from tests.payments.bank_process import bank, bank_process  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("bank_settings")
FREIGHT = 100_001


@pytest.fixture
def order(world):
    issued = stories.issued(world, quantity=5, freight_rupiah=FREIGHT)
    return accept_order(order_id=issued.pk, actor=world.citra)


def send_and_count(world, order, units):
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="JNE", quantities={line: units}, actor=world.citra)
    receive_order(order_id=order.pk, accepted={line: units}, actor=world.eka)


def hand_over(world, order) -> Claim:
    sign_handover(order_id=order.pk, actor=world.budi)
    handover = sign_handover(order_id=order.pk, actor=world.citra)
    return Claim.objects.get(handover=handover)


def pay_and_settle(world, claim, card):
    request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)
    assert drive_instructions() == 1
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.PAID
    assert settlement.settle() == 1
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.SETTLED


def state_of(order):
    order.refresh_from_db()
    return order.status


def test_half_is_paid_and_settled_and_then_the_other_half(world, bank, order):  # noqa: F811
    card = stories.card_of(world)
    send_and_count(world, order, 2)
    assert state_of(order) == OrderStatus.SHIPPED, "three lengths are still to come"
    world.sku.refresh_from_db()
    assert (world.sku.stock, world.sku.reserved) == (98, 3)
    first = hand_over(world, order)
    assert (first.goods_rupiah, first.freight_rupiah) == (2_000_000, 40_000)
    pay_and_settle(world, first, card)
    assert state_of(order) == OrderStatus.SHIPPED, "the order waits for its least advanced part"
    held = BudgetReservation.objects.get()
    assert (held.state, held.spent_rupiah) == (ReservationState.HELD, first.amount_rupiah)
    assert (held.amount_rupiah, held.realised_rupiah) == (order.gross_rupiah, first.amount_rupiah)

    send_and_count(world, order, 3)
    assert state_of(order) == OrderStatus.RECEIVED
    second = hand_over(world, order)
    assert state_of(order) == OrderStatus.HANDED_OVER
    pay_and_settle(world, second, card)
    assert state_of(order) == OrderStatus.SETTLED

    for column, whole in (
        ("goods_rupiah", order.goods_rupiah),
        ("freight_rupiah", FREIGHT),
        ("vat_rupiah", order.vat_rupiah),
        ("pph22_rupiah", order.pph22_rupiah),
        ("amount_rupiah", order.gross_rupiah),
    ):
        assert getattr(first, column) + getattr(second, column) == whole, column
    assert BudgetReservation.objects.get().state == ReservationState.SPENT
    the_money_is_where_it_belongs(world, bank, order, [first, second])
    the_papers_tell_each_part(order, [first, second])
    relay(500)
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    everybody_was_told(first)
    assert [known.code for known, broken in examine() if broken] == []


def the_money_is_where_it_belongs(world, bank, order, claims):  # noqa: F811
    numbers = [claim.number for claim in claims]
    charged = [row for row in bank.record("charge") if row["claim_id"] in numbers]
    assert [row["amount_rupiah"] for row in charged] == [claim.amount_rupiah for claim in claims]
    kinds = LedgerTransaction.objects.filter(claim__in=claims).values_list("kind", flat=True)
    assert sorted(kinds) == sorted(2 * ["capture", "bank_paid", "release"])
    assert Payout.objects.filter(instruction__status=InstructionStatus.SUCCEEDED).count() == 2
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) == 0
    assert ledger.balance(AccountKind.ESCROW, world.vendor.pk) == 0
    assert ledger.balance(AccountKind.VAT_PAYABLE) == order.vat_rupiah
    assert ledger.balance(AccountKind.PPH22_PAYABLE) == order.pph22_rupiah


def the_papers_tell_each_part(order, claims):
    papers = documents.of(order)
    each = ["bast", "withholding-slip", "kuitansi"]
    assert list(papers.values_list("kind", flat=True)) == ["surat-pesanan", *each, *each]
    basts = papers.filter(kind="bast")
    assert [paper.amount_rupiah for paper in basts] == [claim.amount_rupiah for claim in claims]
    assert [paper.number for paper in basts] == [claim.handover.number for claim in claims]
    assert [paper.data["lines"][0]["received"] for paper in basts] == ["2 lembar", "3 lembar"]
    receipts = papers.filter(kind="kuitansi")
    for claim, paper in zip(claims, receipts, strict=True):
        assert claim.number in paper.data["purpose"]
        assert paper.amount_rupiah == claim.amount_rupiah
    slips = papers.filter(kind="withholding-slip")
    assert [paper.amount_rupiah for paper in slips] == [
        claim.vat_rupiah + claim.pph22_rupiah for claim in claims
    ]
    assert all(documents.pdf(paper).startswith(b"%PDF") for paper in papers)


def everybody_was_told(first):
    told = set(Notice.objects.values_list("recipient__name", "kind"))
    assert {("Fajar", "order.part_handed_over"), ("Fajar", "order.handed_over")} <= told
    assert {("Citra", "order.part_settled"), ("Citra", "order.settled")} <= told
    assert {("Budi", "order.part_received"), ("Eka", "order.part_shipped")} <= told
    payable = Notice.objects.filter(kind="order.part_handed_over", recipient__name="Fajar").first()
    assert f"{first.amount_rupiah:,}".replace(",", ".") in str(payable.params)


def test_both_halves_may_be_claimed_before_either_is_paid(world, bank, order):  # noqa: F811
    """One settlement pays both claims; the order is settled with the last of them."""
    card = stories.card_of(world)
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="JNE", actor=world.citra)
    for units in (2, 3):
        receive_order(order_id=order.pk, accepted={line: units}, actor=world.eka)
    assert Handover.objects.count() == 2
    for person in (world.citra, world.budi):
        for handover in Handover.objects.order_by("-pk"):
            sign_handover(order_id=order.pk, handover_id=handover.pk, actor=person)
    assert state_of(order) == OrderStatus.HANDED_OVER
    for claim in Claim.objects.order_by("pk"):
        request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)
        assert drive_instructions() == 1
        done = Claim.objects.filter(status=ClaimStatus.OPEN).exists()
        assert state_of(order) == (OrderStatus.HANDED_OVER if done else OrderStatus.PAID)
    assert settlement.settle() == 1
    assert state_of(order) == OrderStatus.SETTLED
    assert Payout.objects.get().lines.count() == 2
    assert [known.code for known, broken in examine() if broken] == []
