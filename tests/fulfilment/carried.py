"""Goods that a courier carries, and what it says of them."""

import json
from datetime import timedelta

from marketplace.core import clock
from marketplace.fulfilment import courier_protocol as protocol
from marketplace.fulfilment.services import (
    end_courier,
    enter_courier,
    ship_order,
    take_courier_event,
)
from marketplace.orders.services import accept_order
from tests import factories, stories

WAYBILL = "LTR20260001"


def lontar():
    """Return a courier whose words the operator takes."""
    return enter_courier(
        code="lontar", name="Kurir Lontar", actor=factories.make_operator(), reason="Perjanjian"
    )


def accepted(world, quantity=2):
    """Citra has accepted."""
    order = stories.issued(world, quantity)
    return accept_order(order_id=order.pk, actor=world.citra)


def send(world, order, courier=" kurir  LONTAR ", tracking="ltr-2026 0001"):
    """Citra gives the goods to a courier."""
    return ship_order(order_id=order.pk, courier=courier, tracking=tracking, actor=world.citra)


def event(kind="delivered", ago=0, **fields):
    """Return what a courier says; ``ago``: minutes since it happened."""
    at = clock.now() - timedelta(minutes=ago)
    said = {"event_id": f"ev-{kind}-{ago}", "courier": "lontar", "waybill": WAYBILL, "event": kind}
    return {**said, "happened_at": at.isoformat(), **fields}


def staged_word(world):
    """The courier says that the goods of an order were delivered, and ends."""
    courier = lontar()
    send(world, accepted(world))
    take_courier_event(protocol.read(json.dumps(event(receiver="Pak Domi")).encode()))
    end_courier(courier_id=courier.pk, actor=courier.entered_by, reason="Selesai")
