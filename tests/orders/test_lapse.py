"""An order that its PPK leaves waiting holds stock and plan money for so long, and no longer."""

from datetime import timedelta

import pytest

from catalog import services as catalog
from marketplace.core import clock, deadlines, outbox
from marketplace.core.errors import InvalidTransition, OutOfStock
from marketplace.core.models import Deadline
from marketplace.notices.models import Notice
from marketplace.orders import services
from marketplace.orders.models import OrderStatus
from marketplace.orders.review_page import Review
from tests.orders import stories


def last_moment(order):
    """When the platform lets it go."""
    return Deadline.objects.get(kind="order.hold", subject_id=order.pk, closed_at=None).due_at


def left_waiting(order):
    """Nobody decides until its time is over."""
    return clock.moved_to(last_moment(order) + timedelta(seconds=1))


def told() -> set[tuple[str, str]]:
    outbox.relay()
    rows = Notice.objects.filter(channel="inbox", kind="order.expired")
    return {(row.kind, str(row.recipient)) for row in rows}


def test_it_ends_by_itself_frees_what_it_held_and_comes_back_with_one_click(world):
    order = stories.submitted(world)
    assert (stories.stock_of(world.product), stories.held_of(world.package)) != ((100, 0), 0)
    with left_waiting(order):
        deadlines.fire_due()
        order.refresh_from_db()
        assert (order.status, order.status_by) == (OrderStatus.EXPIRED, None)
        assert (stories.stock_of(world.product), stories.held_of(world.package)) == ((100, 0), 0)
        assert told() == {("order.expired", "Ani"), ("order.expired", "Budi")}
        with pytest.raises(InvalidTransition):
            services.approve_order(order_id=order.pk, actor=world.budi)
        again = services.reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert (again.reissue_of_id, again.status) == (order.pk, OrderStatus.SUBMITTED)
    assert stories.stock_of(world.product) == (100, 2)


def test_coming_back_looks_at_the_stock_anew(world):
    order = stories.submitted(world)
    with left_waiting(order):
        deadlines.fire_due()
        seen = stories.seen(order)
        catalog.set_stock(sku_id=world.sku.pk, stock=1, actor=world.citra)
        with pytest.raises(OutOfStock):
            services.reissue_order(order_id=order.pk, seen=seen, actor=world.ani)


@pytest.mark.parametrize("answer", ["approve", "return"])
def test_a_decision_in_time_stops_the_clock(world, answer):
    order = stories.submitted(world)
    late = last_moment(order) + timedelta(seconds=1)
    if answer == "approve":
        services.approve_order(order_id=order.pk, actor=world.budi)
    else:
        services.return_order(order_id=order.pk, reason="Kurangi", actor=world.budi)
    stood = order.status_changes.latest("pk").to_status
    with pytest.raises(InvalidTransition):
        services.lapse_order(order_id=order.pk)
    assert not Deadline.objects.filter(kind="order.hold", closed_at=None).exists()
    with clock.moved_to(min(late, clock.now() + timedelta(days=2))):
        deadlines.fire_due()
    order.refresh_from_db()
    assert order.status == stood


def test_it_is_no_silence_of_the_shop(world):
    order = stories.submitted(world)
    with left_waiting(order):
        deadlines.fire_due()
    other = stories.submitted(world)
    assert Review(other, is_vendor=False).record.unanswered == 0
