"""The same press of the button orders once; a press of its own asks or orders anew."""

import pytest

from marketplace.orders.models import PurchaseOrder
from tests.clients import signed_in
from tests.sourcing.test_checkout import filled, hidden, order_it, put


@pytest.fixture
def ani_at(world):
    """Ani, signed in."""
    return signed_in(world.ani)


def test_pressing_twice_orders_once(ani_at, world):
    put(world, 2)
    data = filled(ani_at, world)
    first = order_it(ani_at, data)
    second = order_it(ani_at, data)
    assert first["Location"] == second["Location"]
    assert PurchaseOrder.objects.count() == 1


def test_the_same_key_with_other_words_is_refused(ani_at, world):
    put(world, 2)
    data = filled(ani_at, world)
    order_it(ani_at, data)
    answer = order_it(ani_at, {**data, "common-delivery_address": "Tempat lain"})
    assert answer.status_code == 409
    assert PurchaseOrder.objects.count() == 1


def test_a_page_that_ordered_already_asks_before_it_orders_what_came_into_the_cart_since(
    ani_at, world
):
    put(world, 2)
    data = filled(ani_at, world)
    order_it(ani_at, data)
    put(world, 3)
    again = {**filled(ani_at, world), "key": data["key"], "common-delivery_address": "Gudang dua"}
    asked = order_it(ani_at, again)
    assert asked.status_code == 409
    assert "Gudang dua" in asked.text
    assert PurchaseOrder.objects.count() == 1
    assert order_it(ani_at, {**again, "key": hidden(asked.text, "key")}).status_code == 302
    assert PurchaseOrder.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x", "\x00", "é" * 90])
def test_a_page_without_its_key_orders_each_time_it_is_sent(ani_at, world, key):
    for number in (1, 2):
        put(world, 2)
        assert order_it(ani_at, {**filled(ani_at, world), "key": key}).status_code == 302
        assert PurchaseOrder.objects.count() == number
