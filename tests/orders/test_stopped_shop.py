"""A sanction stops a shop: what its orders come to, and who is told."""

import pytest

from marketplace.core.errors import DomainError
from marketplace.notices.models import Channel, Notice
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import approve_order, halt_order, terminate_order
from tests import factories
from tests.orders import stories
from vendors.sanctions import services as sanctions


@pytest.fixture
def relayed():
    """A function that delivers what is due, as the worker does."""
    from marketplace.core import outbox  # noqa: PLC0415 - needs ready apps

    def all_of_it():
        while outbox.relay(500):
            pass

    return all_of_it


def status_of(order: PurchaseOrder) -> str:
    return PurchaseOrder.objects.values_list("status", flat=True).get(pk=order.pk)


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind, channel=Channel.INBOX).order_by("recipient__name")
    return [row.recipient.name for row in rows]


@pytest.mark.parametrize("begin", [stories.submitted, stories.issued])
def test_what_the_shop_has_not_accepted_is_cancelled_and_the_agency_is_free(world, relayed, begin):
    order = begin(world)
    held = stories.held_of(world.package)
    sanction = factories.suspend(world.vendor, by=world.joko)
    relayed()
    order.refresh_from_db()
    assert (order.status, order.status_by) == (OrderStatus.CANCELLED, None)
    assert sanction.number in order.status_reason
    assert held > 0 == stories.held_of(world.package)
    assert stories.stock_of(world.product)[1] == 0
    assert {"Ani", "Budi"} <= set(told("order.cancelled"))


def test_what_was_accepted_goes_on_and_its_officers_are_told(world, relayed):
    order = stories.accepted(world)
    factories.suspend(world.vendor, by=world.joko)
    relayed()
    assert status_of(order) == OrderStatus.ACCEPTED
    assert told("order.vendor_stopped") == ["Ani", "Budi"]
    ended = terminate_order(order_id=order.pk, reason="Tidak dikirim", actor=world.budi)
    assert ended.status == OrderStatus.TERMINATED


def test_an_order_that_was_returned_stays_with_its_officer_and_cannot_go_on(world, relayed):
    order = stories.returned(world)
    factories.suspend(world.vendor, by=world.joko)
    relayed()
    assert status_of(order) == OrderStatus.RETURNED


def test_a_shop_that_is_only_proposed_for_the_blacklist_keeps_its_orders(world, relayed):
    order = stories.issued(world)
    sanctions.propose_blacklist(
        vendor_id=world.vendor.pk,
        case=sanctions.Case("not_delivered", "Tidak dikirim", (factories.make_photo(),)),
        actor=world.joko,
    )
    relayed()
    assert status_of(order) == OrderStatus.ISSUED


def test_hidden_goods_stop_no_order_that_was_issued_but_one_that_waits(world, relayed):
    issued, waiting = stories.issued(world), stories.submitted(world)
    factories.hide(world.product, by=world.joko)
    relayed()
    assert status_of(issued) == OrderStatus.ISSUED
    with pytest.raises(DomainError) as refused:
        approve_order(order_id=waiting.pk, actor=world.budi)
    assert refused.value.code == "not_for_sale"


def test_halting_twice_changes_nothing_more(world):
    order = stories.issued(world)
    for _ in range(2):
        halt_order(order_id=order.pk, reason="Toko ditangguhkan")
    assert status_of(order) == OrderStatus.CANCELLED
    paid = stories.accepted(world)
    assert halt_order(order_id=paid.pk, reason="x").status == OrderStatus.ACCEPTED
