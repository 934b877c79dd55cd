"""One order's whole life through the use-cases, with the real bank simulator on the other side."""

import pytest

from catalog.models import PaidPrice
from marketplace.budget.models import BudgetReservation, ReservationState
from marketplace.core import audit
from marketplace.core.models import Delivery, DeliveryState
from marketplace.core.outbox import relay
from marketplace.documents import services as documents
from marketplace.fulfilment.models import ClaimStatus
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus, PurchaseOrder
from payments import ledger
from payments.models import AccountKind, InstructionStatus, Payout
from payments.services import drive_instructions, request_payment, settlement
from tests import stories
from tests.payments.bank_process import bank, bank_process  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("bank_settings")


def test_cloth_is_ordered_delivered_signed_paid_and_settled(world, bank):  # noqa: F811
    claim = stories.claimed(world, quantity=40)  # 40 × Rp 1,000,000 net, PKP
    order = PurchaseOrder.objects.get(pk=claim.order_id)
    assert (order.gross_rupiah, order.vat_rupiah, order.pph22_rupiah) == (
        44_400_000,
        4_400_000,
        200_000,
    )
    world.sku.refresh_from_db()
    assert (world.sku.stock, world.sku.reserved) == (60, 0)

    request_payment(claim_id=claim.pk, card_id=stories.card_of(world).pk, actor=world.fajar)
    assert drive_instructions() == 1
    order.refresh_from_db()
    assert order.status == OrderStatus.PAID
    mdr = ledger.balance(AccountKind.MDR_CLEARING)
    net = 44_400_000 - 4_400_000 - 200_000 - 133_200  # micro: 30 bp of the gross stays at the bank
    assert mdr == 0
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) == net

    assert settlement.settle() == 1
    payout = Payout.objects.get()
    order.refresh_from_db()
    claim.refresh_from_db()
    assert (payout.status, payout.amount_rupiah) == (InstructionStatus.SUCCEEDED, net)
    assert (order.status, claim.status) == (OrderStatus.SETTLED, ClaimStatus.SETTLED)
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) == 0
    assert ledger.balance(AccountKind.BANK) == 4_400_000 + 200_000
    charged = [row for row in bank.record("charge") if row["claim_id"] == claim.number]
    assert [row["amount_rupiah"] for row in charged] == [44_400_000]
    assert BudgetReservation.objects.get().state == ReservationState.SPENT
    assert PaidPrice.objects.get().unit_price_rupiah == 1_110_000  # as buyers compare: PPN included

    kinds = list(documents.of(order).values_list("kind", flat=True))
    assert kinds == ["surat-pesanan", "bast", "withholding-slip", "kuitansi"]
    assert all(documents.pdf(paper).startswith(b"%PDF") for paper in documents.of(order))
    steps = list(order.status_changes.values_list("to_status", flat=True))
    assert steps == [
        "draft",
        "submitted",
        "approved",
        "issued",
        "accepted",
        "shipped",
        "received",
        "handed_over",
        "paid",
        "settled",
    ]
    assert audit.trail(order).count() >= len(steps)
    relay(500)
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    told = set(Notice.objects.values_list("recipient__name", "kind"))
    assert ("Budi", "order.submitted") in told
    assert ("Citra", "order.settled") in told
    assert "Dedi" not in {name for name, _kind in told}
