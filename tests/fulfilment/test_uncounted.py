"""Goods that came and that nobody counts: told to whoever can act, never accepted by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.core import clock, deadlines
from marketplace.core.errors import InvalidTransition
from marketplace.core.models import Deadline
from marketplace.core.outbox import relay
from marketplace.documents import services as documents
from marketplace.fulfilment.models import Claim, Handover
from marketplace.fulfilment.services import (
    dispute_order,
    receive_order,
    ship_order,
    state_uncounted,
)
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import accept_order
from tests import stories

WEEKS = timedelta(days=22)


def told(kind: str) -> list[str]:
    deadlines.fire_due()
    relay(500)
    return sorted(
        Notice.objects.filter(kind=kind, channel="inbox").values_list("recipient__name", flat=True)
    )


def statements(order):
    return list(documents.of(order).filter(kind="keterangan-kirim"))


def count(world, order, units: int = 2):
    line = order.lines.get().pk
    return receive_order(order_id=order.pk, accepted={line: units}, actor=world.eka)


def test_nobody_counts_so_all_are_told_and_the_shop_has_a_statement(world, client):
    order = stories.shipped(world)
    with clock.moved_to(clock.now() + WEEKS):
        assert told("order.uncounted") == ["Budi", "Citra", "Eka", "Hadi"]
        assert told("order.uncounted") == ["Budi", "Citra", "Eka", "Hadi"], "told once"
        (paper,) = statements(order)
    assert PurchaseOrder.objects.get(pk=order.pk).status == OrderStatus.SHIPPED
    assert not Handover.objects.exists()
    assert not Claim.objects.exists()
    assert [line["waiting"] for line in paper.data["lines"]] == ["2 lembar"]
    client.force_login(world.citra)
    shown = client.get(reverse("order_detail", args=[order.public_id])).text
    assert paper.number in shown
    assert client.get(reverse("issued_document", args=[paper.number])).status_code == 200
    count(world, order)
    assert PurchaseOrder.objects.get(pk=order.pk).status == OrderStatus.RECEIVED


def test_whoever_counts_is_reminded_before(world):
    order = stories.shipped(world)
    row = Deadline.objects.get(kind="order.uncounted", subject_id=order.pk)
    with clock.moved_to(row.starts_at + (row.due_at - row.starts_at) * 0.55):
        assert told("order.count_nudged") == ["Eka"]
        assert statements(order) == []


@pytest.mark.parametrize("act", ["counted", "disputed"])
def test_who_acts_in_time_is_not_told_of(world, act):
    order = stories.shipped(world)
    if act == "counted":
        count(world, order)
    else:
        dispute_order(order_id=order.pk, reason="Sobek", actor=world.eka)
    with clock.moved_to(clock.now() + WEEKS):
        assert told("order.uncounted") == []
        assert statements(order) == []
    with pytest.raises(InvalidTransition):
        state_uncounted(order.pk)


def test_a_further_shipment_begins_the_days_anew(world):
    order = accept_order(order_id=stories.issued(world).pk, actor=world.citra)
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="JNE", quantities={line: 1}, actor=world.citra)
    with clock.moved_to(clock.now() + timedelta(days=15)):
        ship_order(order_id=order.pk, courier="JNE", actor=world.citra)
    with clock.moved_to(clock.now() + WEEKS):
        assert told("order.uncounted") == []
