"""Whoever is awaited hears of it before the time is over, and nobody else."""

from datetime import timedelta

import pytest

from marketplace.core import clock, deadlines, outbox
from marketplace.notices.models import Notice
from marketplace.orders import queries
from marketplace.orders.services import accept_order
from tests import factories
from tests.orders import stories


def told(order) -> list[str]:
    """Who was reminded, in turn."""
    deadlines.fire_due()
    outbox.relay()
    rows = Notice.objects.filter(kind="order.nudged", channel="inbox").order_by("pk")
    return [str(row.recipient) for row in rows]


def after(order, share: float):
    """The moment when so much of the running term has passed."""
    running = queries.open_deadline(order)
    return clock.moved_to(running.starts_at + (running.due_at - running.starts_at) * share)


@pytest.mark.parametrize(("begin", "who"), [("submitted", "Budi"), ("issued", "Citra")])
def test_whoever_is_next_is_reminded_twice(kept_world, begin, who):
    order = getattr(stories, begin)(kept_world)
    with after(order, 0.4):
        assert told(order) == []
    with after(order, 0.55):
        assert told(order) == [who]
    with after(order, 0.85):
        assert told(order) == [who, who]
        assert told(order) == [who, who]
    row = Notice.objects.filter(kind="order.nudged").latest("pk")
    assert (row.params["number"], row.params["title"]) == (order.number, order.title)
    assert "pukul" in row.params["moment"]


def test_whoever_has_answered_is_left_alone(kept_world):
    factories.hire(kept_world)
    order = stories.issued(kept_world)
    with after(order, 0.45):
        accept_order(order_id=order.pk, actor=kept_world.citra)
    with clock.moved_to(clock.now() + timedelta(days=30)):
        assert told(order) == []
