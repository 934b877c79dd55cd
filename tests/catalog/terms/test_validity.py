"""Prices hold until a stated day; then the goods are not on sale until the shop confirms them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import offers, policies
from catalog.invariants import offers_that_differ
from catalog.policies import NotForSale, PriceEnded
from marketplace.core import clock
from marketplace.orders.services import approve_order
from tests import stories
from tests.catalog.terms.stating import put, state_listing
from tests.sourcing.test_cart import BACKEND
from vendors.licences.queries import sale_day


@pytest.fixture
def until(world):
    """Citra's prices hold for three more days; return that day."""
    day = sale_day() + timedelta(days=3)
    state_listing(world, price_valid_until=day)
    return day


def later(days):
    return clock.moved_to(clock.now() + timedelta(days=days))


def shown():
    return offers.count(at_most=9), policies.public().count()


def test_the_last_day_is_a_day_of_sale_and_the_next_one_is_not(world, until):
    assert offers_that_differ() == 0
    with later(3):
        assert shown() == (1, 1)
        assert put(world, 1).quantity == 1
    with later(4):
        assert shown() == (0, 0)
        with pytest.raises(PriceEnded) as refused:
            put(world, 1)
        assert "Tenun" in refused.value.message or world.product.name in refused.value.message
        with pytest.raises(NotForSale):
            stories.submitted(world, 1)


def test_a_later_day_or_none_confirms_the_prices(world, until):
    with later(4):
        state_listing(world, price_valid_until=sale_day())
        assert shown() == (1, 1)
        assert stories.submitted(world, 1).pk
    with later(9):
        assert shown() == (0, 0)
        state_listing(world, price_valid_until=None)
        assert shown() == (1, 1)
        assert offers_that_differ() == 0


def test_the_same_day_saved_again_is_kept_even_when_it_has_passed(world, until):
    with later(9):
        assert state_listing(world, price_valid_until=until).price_valid_until == until


def test_an_order_goes_no_further_at_a_price_that_has_ended(world, until):
    order = stories.submitted(world, 1)
    with later(4), pytest.raises(PriceEnded):
        approve_order(order_id=order.pk, actor=world.budi)


def test_the_shop_is_asked_before_its_prices_end(client, world, until):
    client.force_login(world.citra, backend=BACKEND)
    terms = reverse("product_terms", args=[world.product.public_id])
    assert terms in client.get("/tugas/").content.decode()
    state_listing(world, price_valid_until=until + timedelta(days=1))
    assert terms not in client.get("/tugas/").content.decode()
    with later(9):
        listed = client.get(reverse("vendor_products")).content.decode()
        assert "Masa berlaku harga sudah lewat" in listed


def test_the_shop_is_led_to_confirm(client, world, until):
    client.force_login(world.citra, backend=BACKEND)
    terms = reverse("product_terms", args=[world.product.public_id])
    with later(4):
        page = client.get(reverse("product_edit", args=[world.product.public_id]))
        assert f"{terms}#syarat-umum" in page.content.decode()
        day = (sale_day() + timedelta(days=30)).isoformat()
        assert client.post(terms, {"price_valid_until": day}).status_code == 302
        assert shown() == (1, 1)
