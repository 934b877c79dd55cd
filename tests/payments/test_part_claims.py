"""Several claims of one order: each is charged, released and paid out by itself."""

import pytest

from catalog.models import PaidPrice
from marketplace.core.errors import DomainError
from marketplace.core.invariants import examine
from marketplace.documents import services as documents
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.fulfilment.services import receive_order, ship_order, sign_handover
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import accept_order
from payments import ledger
from payments.models import AccountKind, Payout
from payments.queries import fees_of, money_of
from payments.services import settlement
from tests import stories
from tests.payments.money_steps import legs, paid

pytestmark = pytest.mark.usefixtures("bank_settings")


@pytest.fixture
def order(world) -> PurchaseOrder:
    """Six units are ordered and accepted, nothing is sent yet."""
    order = stories.issued(world, 6)
    return accept_order(order_id=order.pk, actor=world.citra)


def claim_part(world, order: PurchaseOrder, units: int) -> Claim:
    """So many units are sent, counted and handed over; their claim opens."""
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="JNE", quantities={line: units}, actor=world.citra)
    receive_order(order_id=order.pk, accepted={line: units}, actor=world.eka)
    for person in (world.budi, world.citra):
        handover = sign_handover(order_id=order.pk, actor=person)
    return handover.claim


def states(order: PurchaseOrder) -> tuple[str, list[str]]:
    order.refresh_from_db()
    return order.status, list(order.claims.order_by("pk").values_list("status", flat=True))


def test_half_an_order_is_paid_and_settled_and_then_the_other_half(world, bank, order):
    first = claim_part(world, order, 3)
    paid(world, first)
    assert states(order) == (OrderStatus.SHIPPED, [ClaimStatus.PAID])
    assert settlement.settle() == 1
    assert states(order) == (OrderStatus.SHIPPED, [ClaimStatus.SETTLED])

    second = claim_part(world, order, 3)
    assert first.amount_rupiah + second.amount_rupiah == order.gross_rupiah
    with pytest.raises(DomainError):
        claim_part(world, order, 1)  # I-35: nothing beyond what was ordered
    paid(world, second)
    assert states(order) == (OrderStatus.PAID, [ClaimStatus.SETTLED, ClaimStatus.PAID])
    assert settlement.settle() == 1
    assert states(order) == (OrderStatus.SETTLED, [ClaimStatus.SETTLED] * 2)

    charged = [row["amount_rupiah"] for row in bank.record("charge")]
    assert charged == [first.amount_rupiah, second.amount_rupiah]
    for claim in (first, second):
        assert ("escrow", 0, claim.amount_rupiah) in legs(f"capture-{claim.pk}")
        assert ("escrow", claim.amount_rupiah, 0) in legs(f"release-{claim.pk}")
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) == 0
    taxes = order.vat_rupiah + order.pph22_rupiah
    assert ledger.balance(AccountKind.BANK) == taxes
    sent = sum(Payout.objects.values_list("amount_rupiah", flat=True))
    assert sent + taxes + fees_of(order) == order.gross_rupiah
    assert PaidPrice.objects.count() == 1
    assert not {known.code for known, found in examine() if found} & {
        "I-09",
        "I-10",
        "I-16",
        "I-35",
    }


def test_two_claims_of_one_order_may_be_on_their_way_at_once(world, bank, order):
    parts = [claim_part(world, order, units) for units in (1, 2, 3)]
    paid(world, parts[2])
    paid(world, parts[0])
    assert settlement.settle() == 1  # one payout, two lines
    assert states(order)[0] == OrderStatus.HANDED_OVER
    paid(world, parts[1])
    assert states(order)[0] == OrderStatus.PAID
    settlement.settle()
    assert states(order)[0] == OrderStatus.SETTLED


def test_each_claim_has_its_own_receipt_and_slip(world, order):
    for units in (2, 4):
        paid(world, claim_part(world, order, units))
    settlement.settle()
    receipts = documents.of(order).filter(kind="kuitansi")
    slips = documents.of(order).filter(kind="withholding-slip")
    assert sum(paper.amount_rupiah for paper in receipts) == order.gross_rupiah
    assert sum(paper.amount_rupiah for paper in slips) == order.vat_rupiah + order.pph22_rupiah
    for slip in slips:
        rows = slip.data["taxes"]
        assert sum(row["amount_rupiah"] for row in rows) == slip.amount_rupiah
        assert all(0 < row["base_rupiah"] < order.gross_rupiah for row in rows)


def test_the_order_page_shows_and_offers_each_claim(client, world, order):
    first, second = (claim_part(world, order, 3) for _ in range(2))
    paid(world, first)
    assert [money.is_payable for money in money_of(order)] == [False, True]
    client.force_login(world.fajar)
    shown = client.get(f"/pesanan/{order.public_id}/").content.decode()
    for claim in (first, second):
        assert claim.number in shown
    assert f'name="claim" value="{second.public_id}"' in shown
    assert f'name="claim" value="{first.public_id}"' not in shown
