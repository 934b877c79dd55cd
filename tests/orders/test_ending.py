"""Penghentian and pemutusan: who may, from where, and what they give back."""

import pytest

from catalog.models import Sku
from marketplace.budget.models import BudgetReservation, ReservationState
from marketplace.core.errors import InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.models import Delivery, DeliveryState
from marketplace.core.outbox import relay
from marketplace.fulfilment.services import dispute_order
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus
from marketplace.orders.services import accept_order, stop_order, terminate_order
from tests import stories


@pytest.fixture
def accepted(world):
    """Citra has promised to deliver."""
    order = stories.issued(world)
    return accept_order(order_id=order.pk, actor=world.citra)


def test_stopping_before_shipment_gives_back_goods_and_plan_money(world, accepted):
    order = stop_order(order_id=accepted.pk, reason="Acara batal", actor=world.budi)
    assert (order.status, order.status_reason) == (OrderStatus.STOPPED, "Acara batal")
    assert Sku.objects.get(pk=world.sku.pk).available == 100
    assert BudgetReservation.objects.get().state == ReservationState.RELEASED
    relay(100)
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    told = Notice.objects.filter(kind="order.stopped", channel="inbox")
    assert set(told.values_list("recipient__name", flat=True)) == {"Ani", "Citra"}


def test_terminating_after_shipment_frees_the_plan_but_not_the_shelf(world):
    shipped = stories.shipped(world, quantity=3)
    order = terminate_order(order_id=shipped.pk, reason="Tidak pernah tiba", actor=world.budi)
    assert order.status == OrderStatus.TERMINATED
    sku = Sku.objects.get(pk=world.sku.pk)
    assert (sku.stock, sku.reserved) == (97, 0)
    assert BudgetReservation.objects.get().state == ReservationState.RELEASED


def test_a_disputed_order_can_be_stopped(world):
    shipped = stories.shipped(world)
    dispute_order(order_id=shipped.pk, reason="Pecah semua", actor=world.eka)
    order = stop_order(order_id=shipped.pk, reason="Disepakati berhenti", actor=world.budi)
    assert order.status == OrderStatus.STOPPED


@pytest.mark.parametrize("end", [stop_order, terminate_order])
@pytest.mark.parametrize("name", ["ani", "citra", "dedi", "eka", "indra"])
def test_only_the_officer_who_approved_may_end_it(world, accepted, end, name):
    with pytest.raises(NotAllowed):
        end(order_id=accepted.pk, reason="Sebab", actor=getattr(world, name))
    accepted.refresh_from_db()
    assert accepted.status == OrderStatus.ACCEPTED


def test_a_reason_is_owed_and_received_goods_are_not_terminated(world, accepted):
    with pytest.raises(RuleViolation):
        terminate_order(order_id=accepted.pk, reason="  ", actor=world.budi)
    received = stories.received(world, quantity=1)
    with pytest.raises(InvalidTransition):
        terminate_order(order_id=received.pk, reason="Terlambat", actor=world.budi)
