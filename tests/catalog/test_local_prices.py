"""What other shops were paid near the buyer, in words, and what a number of units costs."""

import uuid

import pytest
from django.urls import reverse

from catalog import local_prices, prices, services
from marketplace.accounts.models import RegionLevel
from marketplace.core.bounds import MAX_QUANTITY
from tests import factories
from tests.places import make_region
from tests.sourcing.test_cart import BACKEND
from vendors.licences.queries import sale_day


@pytest.fixture
def near(world):
    """Comparable goods of three other shops; Ani's office lies in Kota Kupang."""
    goods = services.create_product(
        vendor_id=world.vendor.pk,
        actor=world.citra,
        etalase_id=world.etalase.pk,
        name="Kopi arabika Bajawa 250 g",
        unit="bungkus",
        price_rupiah=40_000,
        stock=10,
    )
    world.goods = factories.sku_of(goods)
    world.others = [
        factories.sku_of(
            factories.make_product(
                factories.make_vendor(), world.etalase, price_mark=world.goods.price_mark
            )
        )
        for _ in range(3)
    ]
    world.home = world.agency.region
    return world


def pay(sku, price, region):
    services.record_paid_prices(
        order_ref=uuid.uuid4(),
        region_id=region.pk,
        paid_on=sale_day(),
        lines=[services.PaidLine(sku.pk, price, 1)],
    )


def found(world, region=None):
    price = prices.price_with_vat(world.goods)
    return local_prices.near(world.goods, price, (region or world.home).pk)


def test_five_payments_to_three_other_shops_in_the_kabupaten_count(near):
    district = make_region("Oebobo", RegionLevel.DISTRICT, parent=near.home)
    for sku, price in zip([*near.others, *near.others[:2]], range(36, 41), strict=True):
        pay(sku, price * 1_000, district)
    one = found(near)
    assert (one.place, one.paid_count, one.vendors) == (near.home.name, 5, 3)
    assert (one.q1_rupiah, one.median_rupiah, one.q3_rupiah) == (41_070, 42_180, 43_290)
    assert one.deviation_bp == 526
    assert one.basis == f"5 pembayaran ke 3 toko lain di {near.home.name}, 12 bulan"
    assert found(near, district) == one


def test_the_province_speaks_where_the_kabupaten_does_not(near):
    other = make_region("Kabupaten Ende", parent=near.home.parent)
    for sku in (*near.others, *near.others[:1]):
        pay(sku, 40_000, near.home)
    assert found(near) is None
    pay(near.others[0], 40_000, other)
    assert (found(near).place, found(near).paid_count) == (near.home.parent.name, 5)
    elsewhere = make_region("Kota Ambon", parent=make_region("Maluku", RegionLevel.PROVINCE))
    assert found(near, elsewhere) is None


def test_what_the_own_shop_was_paid_is_left_out(near):
    for _ in range(20):
        pay(near.goods, 40_000, near.home)
    for sku in near.others[:2]:
        pay(sku, 40_000, near.home)
        pay(sku, 40_000, near.home)
    assert found(near) is None
    pay(near.others[2], 40_000, near.home)
    assert found(near).paid_count == 5


def test_an_officer_reads_of_their_office_and_everybody_else_of_the_market(near, client):
    for sku in (*near.others, *near.others[:2]):
        pay(sku, 1_000_000, near.home)
    near.product.skus.update(price_mark=near.goods.price_mark)
    address = reverse("product_page", args=[near.product.public_id])
    client.force_login(near.ani, backend=BACKEND)
    assert f"toko lain di {near.home.name}" in client.get(address).content.decode()
    client.logout()
    place = near.etalase.tenant.region.name
    assert f"toko lain di {place}" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), ("0", 1), ("x", 1), ("", 1), ("-3", 1), ("9" * 40, 1), ("1", 1)],
)
def test_the_total_of_a_number_of_units_has_tax_and_no_freight(client, world, typed, number):
    answer = client.get(reverse("product_page", args=[world.product.public_id]), {"jml": typed})
    assert answer.context["total"] == (number, 1_110_000 * number, MAX_QUANTITY)
    assert "Belum termasuk ongkos kirim." in answer.content.decode()
