"""A price that jumps asks before it is saved, at every door, and keeps what was typed."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog import rules, services
from catalog.models import PriceMark, Product, Sku
from tests.sourcing.test_cart import BACKEND

MILLION = 1_000_000


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_jump_is_the_same_in_both_directions(one, other):
    assert rules.jumps(one, other) == rules.jumps(other, one)
    assert rules.jumps(one, other) == (max(one, other) > 3 * min(one, other))


def asked(call) -> str:
    with pytest.raises(services.PriceJumps) as refused:
        call()
    return refused.value.message


def withdrawn(world):
    """Goods that are not live: their price is bound by nothing but the question (R-PRICE-RISE)."""
    services.unpublish_product(product_id=world.product.pk, reason="Habis stok", actor=world.citra)


@pytest.mark.parametrize("price", [3 * MILLION + 1, 333_333, 10 * MILLION, 1])
def test_a_change_beyond_threefold_asks_with_both_numbers(world, price):
    withdrawn(world)

    def change(**given):
        return services.change_price(
            sku_id=world.sku.pk, price_rupiah=price, actor=world.citra, **given
        )

    words = asked(change)
    assert "1.000.000" in words
    assert f"{price:,}".replace(",", ".") in words
    world.sku.refresh_from_db()
    assert world.sku.price_rupiah == MILLION
    assert change(confirmed=True).price_rupiah == price


@pytest.mark.parametrize("price", [3 * MILLION, 333_334, MILLION])
def test_a_change_within_threefold_is_saved(world, price):
    withdrawn(world)
    sku = services.change_price(sku_id=world.sku.pk, price_rupiah=price, actor=world.citra)
    assert sku.price_rupiah == price


@pytest.fixture
def paid(world):
    """Enough was paid for goods of the kind: the median is Rp 100,000 with PPN."""
    key = rules.comparison_key("Kopi arabika Bajawa", "bungkus", "")
    PriceMark.objects.create(
        tenant=world.agency.tenant, key=key, paid_count=50, vendors=3, median_rupiah=100_000
    )
    return world


def offer(world, price, **given):
    return services.create_product(
        vendor_id=world.vendor.pk,
        actor=world.citra,
        etalase_id=world.etalase.pk,
        name="Kopi arabika Bajawa",
        unit="bungkus",
        price_rupiah=price,
        stock=5,
        **given,
    )


@pytest.mark.parametrize("price", [300_000, 30_000])
def test_a_new_listing_is_compared_with_what_was_paid(paid, price):
    words = asked(lambda: offer(paid, price))
    assert "100.000" in words
    assert not Product.objects.filter(name="Kopi arabika Bajawa").exists()
    assert offer(paid, price, confirmed=True)


def test_a_further_variant_is_compared_with_what_was_paid(paid):
    product = offer(paid, 90_000)

    def add(**given):
        return services.add_variant(
            product_id=product.pk,
            actor=paid.citra,
            first_label="Biji",
            label="Bubuk",
            unit="bungkus",
            price_rupiah=900_000,
            stock=1,
            **given,
        )

    assert "100.000" in asked(add)
    assert add(confirmed=True).price_rupiah == 900_000


def test_few_payments_prove_nothing(paid):
    PriceMark.objects.update(paid_count=1, vendors=1)
    assert offer(paid, 3 * MILLION)


@pytest.fixture
def citra_at(client, world):
    client.force_login(world.citra, backend=BACKEND)
    return client


def test_the_page_asks_keeps_what_was_typed_and_takes_the_confirmation(world, citra_at):
    withdrawn(world)
    address = reverse("variant_price", args=[world.sku.public_id])
    answer = citra_at.post(address, {"price_rupiah": "10.000.000,00"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="10.000.000,00"' in page
    assert 'name="confirmed" value="10000000"' in page

    # Another price than the confirmed one asks again.
    again = citra_at.post(address, {"price_rupiah": "20000000", "confirmed": "10000000"})
    assert again.status_code == 422
    done = citra_at.post(address, {"price_rupiah": "10.000.000,00", "confirmed": "10000000"})
    assert done.status_code == 302
    world.sku.refresh_from_db()
    assert world.sku.price_rupiah == 10 * MILLION


def test_the_page_of_new_goods_asks_and_keeps_what_was_typed(paid, citra_at):
    typed = {
        "etalase": paid.etalase.pk,
        "name": "Kopi arabika Bajawa",
        "unit": "bungkus",
        "price_rupiah": "900.000",
        "stock": "7",
        "tax_class": "ppn",
        "description": "Dari lereng Inerie.",
    }
    answer = citra_at.post(reverse("product_new"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dari lereng Inerie." in page
    assert 'name="confirmed" value="900000"' in page
    done = citra_at.post(reverse("product_new"), {**typed, "confirmed": "900000"})
    assert done.status_code == 302
    assert Sku.objects.get(product__name=typed["name"]).price_rupiah == 900_000


def test_the_page_of_a_variant_asks_and_keeps_what_was_typed(paid, citra_at):
    product = offer(paid, 90_000)
    address = reverse("variant_new", args=[product.public_id])
    typed = {
        "first_label": "Biji",
        "label": "Bubuk",
        "unit": "bungkus",
        "price_rupiah": "900.000",
        "stock": "7",
    }
    answer = citra_at.post(address, typed)
    assert answer.status_code == 422
    assert 'value="Bubuk"' in answer.content.decode()
    assert 'name="confirmed" value="900000"' in answer.content.decode()
    assert citra_at.post(address, {**typed, "confirmed": "900000"}).status_code == 302
