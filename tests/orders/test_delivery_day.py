"""The delivery day of an order: its clock, who is told, and when the order is late."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.core import clock, deadlines, moments
from marketplace.core.errors import InvalidTransition
from marketplace.core.models import AuditEvent, Deadline
from marketplace.core.outbox import relay
from marketplace.documents import services as documents
from marketplace.fulfilment.services import dispute_order
from marketplace.notices.models import Notice
from marketplace.orders import delivery_day
from marketplace.orders.delivery_day import DELIVERY
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import accept_order, cancel_order, terminate_order
from marketplace.orders.services.delivery import state_late
from tests import stories


def told(kind: str) -> list[str]:
    deadlines.fire_due()
    relay(500)
    rows = Notice.objects.filter(kind=kind, channel="inbox")
    return sorted(rows.values_list("recipient__name", flat=True))


def clocks(order) -> list[Deadline]:
    rows = Deadline.objects.filter(kind__startswith=DELIVERY, subject_id=order.pk, closed_at=None)
    return list(rows.order_by("due_at"))


def promised(world, **fields):
    return accept_order(order_id=stories.issued(world, **fields).pk, actor=world.citra)


def days_after(order, days: int = 1):
    """So many days after its delivery day, by the agency's midnight."""
    return clock.moved_to(delivery_day.last_moment(order) + timedelta(days=days - 1, hours=1))


def late_words(client, person, order) -> tuple[str, str]:
    client.force_login(person)
    page = client.get(reverse("order_detail", args=[order.public_id])).text
    return page, client.get(reverse("orders")).text


def test_the_day_of_the_letter_runs_from_the_promise_on(kept_world):
    today = clock.today(kept_world.agency.time_zone)
    order = stories.issued(kept_world, deliver_by=today)
    assert order.due_on == today
    letter = documents.of(order).get(kind="surat-pesanan")
    assert any(moments.paper_day(today) in term for term in letter.data["terms"])
    assert clocks(order) == []
    accept_order(order_id=order.pk, actor=kept_world.citra)
    assert [row.kind for row in clocks(order)][-1] == DELIVERY
    assert clocks(order)[-1].due_at == delivery_day.last_moment(order)


def test_without_a_day_of_need_the_rule_names_it(kept_world):
    order = stories.issued(kept_world)
    assert order.deliver_by is None
    assert order.due_on == delivery_day.first_day(order)
    assert order.due_on.year == order.ordered_on.year


def test_shop_and_officer_are_reminded_twice_while_goods_are_awaited(kept_world):
    order = promised(kept_world)
    running = clocks(order)[-1]
    for share, often in ((0.4, 0), (0.55, 1), (0.85, 2)):
        moment = running.starts_at + (running.due_at - running.starts_at) * share
        with clock.moved_to(moment):
            assert told("order.delivery_nudged") == sorted(["Ani", "Citra"] * often)


def test_a_day_that_passes_makes_the_order_late_and_both_sides_are_told_once(kept_world, client):
    world = kept_world
    order = promised(world, deliver_by=clock.today(world.agency.time_zone))
    assert "Terlambat" not in "".join(late_words(client, world.citra, order))
    with days_after(order, 3):
        for _ in range(2):
            assert told("order.late") == ["Ani", "Budi", "Citra"]
        for person in (world.citra, world.ani, world.budi):
            assert all("Terlambat 3 hari" in page for page in late_words(client, person, order))
        client.force_login(world.citra)
        assert order.number in client.get("/tugas/").text
    order = PurchaseOrder.objects.get(pk=order.pk)
    assert order.status == OrderStatus.ACCEPTED
    assert AuditEvent.objects.filter(action="order.late", subject_id=order.pk).count() == 1


def test_goods_that_came_in_time_are_not_late_whatever_is_wrong_with_them(kept_world):
    order = stories.received(kept_world)
    assert clocks(order) == []
    dispute_order(order_id=order.pk, reason="Sobek", actor=kept_world.eka)
    with days_after(order, 2):
        order = PurchaseOrder.objects.get(pk=order.pk)
        assert order.status == OrderStatus.DISPUTED
        assert delivery_day.days_late([order]) == {}
        assert told("order.late") == told("order.delivery_nudged") == []
        with pytest.raises(InvalidTransition):
            state_late(order.pk)


@pytest.mark.parametrize("end", [cancel_order, terminate_order])
def test_the_clock_ends_with_its_order(kept_world, end):
    order = promised(kept_world)
    end(order_id=order.pk, reason="Tidak jadi", actor=kept_world.budi)
    assert clocks(order) == []
    with days_after(order):
        assert told("order.late") == []
        assert delivery_day.days_late([PurchaseOrder.objects.get(pk=order.pk)]) == {}
