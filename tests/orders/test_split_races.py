"""Many checkouts at once: what passes the cap with those before it carries its reason (I-06)."""

from marketplace.core import invariants
from marketplace.orders.models import OrderReason, OrderStatus, PurchaseOrder
from marketplace.orders.services import Grounds, approve_order
from tests import factories
from tests.orders import stories
from tests.orders.test_together import at_once

THREADS = 8
SPLIT = Grounds(uncompared="Satu-satunya penenun", split="Acara yang berbeda")


def a_third_of_the_cap(world):
    return factories.make_product(world.vendor, world.etalase, price_rupiah=13_513_513)


def test_of_eight_orders_at_once_three_are_placed_without_a_reason(committed_world):
    world = committed_world
    product = a_third_of_the_cap(world)
    outcomes = at_once(*[lambda: stories.submitted(world, product=product, quantity=1)] * THREADS)
    assert outcomes == ["done"] * 3 + ["reason_missing"] * (THREADS - 3)
    assert not OrderReason.objects.filter(code="R-SPLIT-7").exists()


def test_of_eight_with_a_reason_those_above_the_cap_wait_for_a_second_person(committed_world):
    world = committed_world
    product = a_third_of_the_cap(world)

    def order() -> None:
        stories.submitted(world, product=product, quantity=1, grounds=SPLIT)

    assert at_once(*[order] * THREADS) == ["done"] * THREADS
    assert OrderReason.objects.filter(code="R-SPLIT-7").count() == THREADS - 3

    def approve(key: int) -> None:
        approve_order(order_id=key, actor=world.budi)

    keys = list(PurchaseOrder.objects.values_list("pk", flat=True))
    outcomes = at_once(*[lambda key=key: approve(key) for key in keys])
    assert outcomes == ["done"] * 3 + ["second_approval_missing"] * (THREADS - 3)
    assert PurchaseOrder.objects.filter(status=OrderStatus.ISSUED).count() == 3
    assert {known.code: found for known, found in invariants.examine()}["I-06"] == 0
