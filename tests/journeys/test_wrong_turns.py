"""What goes wrong on the way, seen through the pages while the programs of the market run."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from marketplace.core import clock
from marketplace.core.models import Deadline
from marketplace.orders.models import OrderStatus, PurchaseOrder
from payments.models import CallbackEvent, CardPayment
from tests import stories
from tests.factories import World
from tests.journeys import steps
from tests.waiting import eventually

pytestmark = pytest.mark.journey


def reserved(world: World) -> int:
    """Return the units promised to orders."""
    world.sku.refresh_from_db()
    return world.sku.reserved


def let_time_pass(order: PurchaseOrder) -> None:
    """Move the order's running clock to its end; the worker does the rest."""
    running = Deadline.objects.filter(subject_id=order.pk, closed_at=None).exclude(
        kind__contains=".nudge-"
    )
    past = clock.now() - timedelta(minutes=1)
    assert running.update(due_at=past, starts_at=past - timedelta(days=3)) == 1


def test_an_order_is_returned_rejected_declined_forgotten_and_cancelled(market, visit):
    returned, declined, forgotten, cancelled = (
        stories.submitted(market, 2),
        stories.issued(market, 3),
        stories.issued(market, 5),
        stories.issued(market, 7),
    )
    assert reserved(market) == 17
    buyer, officer, owner = visit(market.ani), visit(market.budi), visit(market.citra)

    steps.open_order(officer, returned)
    steps.take(officer, "return", reason="Alamat kirim belum lengkap.")
    steps.shows_status(buyer, returned, OrderStatus.RETURNED)
    buyer.says("Alamat kirim belum lengkap.")
    steps.take(buyer, "resubmit")
    steps.shows_status(officer, returned, OrderStatus.SUBMITTED)
    steps.take(officer, "reject", reason="Kebutuhan sudah terpenuhi.")
    steps.shows_status(buyer, returned, OrderStatus.REJECTED)
    buyer.says("Kebutuhan sudah terpenuhi.")
    assert reserved(market) == 15

    steps.open_order(owner, declined)
    steps.take(owner, "decline", reason="Benang habis sampai akhir bulan.")
    steps.shows_status(buyer, declined, OrderStatus.DECLINED)
    buyer.says("Benang habis sampai akhir bulan.")
    assert reserved(market) == 12

    let_time_pass(forgotten)
    steps.shows_status(buyer, forgotten, OrderStatus.EXPIRED)
    assert reserved(market) == 7
    steps.take(buyer, "reissue")
    again = eventually(lambda: PurchaseOrder.objects.filter(reissue_of=forgotten).first())
    buyer.page.wait_for_url(f"**{steps.path_of(again)}")
    expect(buyer.page.locator(f"main a[href='{steps.path_of(forgotten)}']")).to_be_visible()
    assert (again.status, reserved(market)) == (OrderStatus.SUBMITTED, 12)

    steps.open_order(officer, cancelled)
    steps.take(officer, "cancel", reason="Acara dibatalkan.")
    steps.shows_status(owner, cancelled, OrderStatus.CANCELLED)
    owner.says("Acara dibatalkan.")
    assert reserved(market) == 5


def test_a_declined_card_a_lost_callback_and_a_silent_bank_all_end_paid(market, site, visit):
    first, second = stories.claimed(market, 2).order, stories.claimed(market, 3).order
    holder = visit(market.fajar)
    site.bank.knobs(drop_callbacks=1.0)
    steps.register_card(holder, market, card="ditolak")

    steps.open_order(holder, first)
    steps.take(holder, "pay")
    declined = CardPayment.objects.filter(instruction__status="declined")
    eventually(declined.exists)
    holder.go(steps.path_of(first))
    expect(holder.page.locator("#pembayaran [role=alert]")).to_be_visible()

    steps.register_card(holder, market)
    holder.go(steps.path_of(first))
    site.bank.knobs(lose_answer_next=1)
    steps.take(holder, "pay")
    steps.shows_status(holder, first, OrderStatus.SETTLED)
    assert not CallbackEvent.objects.exists()

    site.bank.knobs(down=True)
    holder.go("/keuangan/kartu/kembali/?state=lama&code=lama")
    expect(holder.page.locator("main [role=alert], main .alert").first).to_be_visible()
    steps.open_order(holder, second)
    steps.take(holder, "pay")
    expect(holder.page.locator("[id^=keadaan-bayar][hx-get]")).to_be_visible()
    tried = CardPayment.objects.filter(claim__order=second, instruction__attempts__gte=1)
    eventually(tried.exists)
    site.bank.knobs(down=False)
    steps.shows_status(holder, second, OrderStatus.SETTLED)
    assert len(site.bank.record("charge")) == 2
