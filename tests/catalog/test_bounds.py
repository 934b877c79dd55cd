"""One row with the largest numbers there may be, or larger, never stops a list or a page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog import prices, rules, services
from catalog.models import PriceMark, Sku
from marketplace.core import bounds
from marketplace.core.errors import RuleViolation
from marketplace.core.fields import MAX_RUPIAH
from tests import factories
from tests.owner import run_as_owner
from tests.sourcing.test_cart import BACKEND, put
from tests.sourcing.test_checkout import filled

LARGEST = {
    "price_rupiah": bounds.MAX_PRICE_RUPIAH,
    "stock": bounds.MAX_STOCK,
    "weight_gram": bounds.MAX_WEIGHT_GRAM,
}


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE catalog_sku SET stock = 1000000001", "sku_within_bounds"),
        ("UPDATE catalog_sku SET weight_gram = 100000001", "sku_within_bounds"),
        ("UPDATE catalog_sku SET price_rupiah = 1000000000001", "sku_within_bounds"),
        (
            "INSERT INTO catalog_priceversion (sku_id, price_rupiah, from_at, set_by_id)"
            " SELECT sku_id, 1000000000001, from_at, set_by_id FROM catalog_priceversion",
            "price_version_within_bounds",
        ),
        ("UPDATE vendors_vendor SET capital_rupiah = 10 ^ 15", "vendor_figures_within_bounds"),
        ("UPDATE vendors_vendor SET annual_sales_rupiah = 10 ^ 15", "vendor_figures_within_bounds"),
        ("UPDATE budget_planpackage SET ceiling_rupiah = 10 ^ 15", "plan_package_within_bounds"),
        (
            "INSERT INTO core_rule (code, channel, tenant_slug, value, unit, stricter, valid_from,"
            " legal_source, act_title, act_number, act_article, entered_at)"
            " SELECT code, 'x', '', 10001, unit, stricter, valid_from,"
            " legal_source, '', '', '', entered_at FROM core_rule WHERE unit = 'bp' LIMIT 1",
            "rule_within_bounds",
        ),
    ],
)
def test_the_database_keeps_the_bounds(world, statement, guard):
    with (
        pytest.raises(IntegrityError, match=guard),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("price", [0, -1, bounds.MAX_PRICE_RUPIAH + 1, MAX_RUPIAH, 2**63])
def test_a_use_case_refuses_a_price_out_of_bounds(world, price):
    with pytest.raises(RuleViolation) as refused:
        services.change_price(sku_id=world.sku.pk, price_rupiah=price, actor=world.citra)
    assert refused.value.details["field"] == "price_rupiah"


@given(price=st.integers(1, MAX_RUPIAH), rate=st.integers(0, bounds.MAX_RATE_BP))
def test_the_sum_in_sql_is_the_sum_in_the_rules(price, rate):
    """Plus and the rest only, so that Python computes it as Postgres does for whole numbers."""

    class Whole(int):
        def __truediv__(self, other):
            return Whole(int(self) // int(other))

        def __mod__(self, other):
            return Whole(int(self) % int(other))

        def __mul__(self, other):
            return _fits(int(self) * int(other))

        def __add__(self, other):
            return _fits(int(self) + int(other))

    def _fits(number):
        assert number < 2**63
        return Whole(number)

    wanted = rules.price_with_vat(
        price, is_pkp=True, tax_class="ppn", vat_rate_bp=rate, luxury_rate_bp=0
    )
    assert prices.plus_rate(Whole(price), rate, rounding=prices.HALF_UP) == wanted


ADDRESSES = (
    *("/", "/etalase/", "/cari/", "/cari/?q=kain", "/cari/?urut=murah", "/pantau/"),
    *(
        "/cari/?max=9999999999999999",
        "/cari/?min=9999999999999999",
        "/cari/?harga=median&harga=sering",
    ),
    *("/api/v1/products/", "/keranjang/", "/keranjang/bayar/", "/penyedia/produk/"),
)


def planted(database):
    """A shop with all numbers at their largest, and a price from before there were bounds."""
    world = factories.make_world()
    mark = PriceMark.objects.create(
        tenant=world.agency.tenant, key="kain", paid_count=50, vendors=3, median_rupiah=MAX_RUPIAH
    )
    largest = factories.make_product(world.vendor, world.etalase, price_mark=mark, **LARGEST)
    older = factories.make_product(world.vendor, world.etalase, price_mark=mark)
    run_as_owner(
        database,
        "ALTER TABLE catalog_sku DROP CONSTRAINT sku_within_bounds",
        "ALTER TABLE catalog_priceversion DROP CONSTRAINT price_version_within_bounds",
        "ALTER TABLE catalog_pricerise DROP CONSTRAINT price_rise_is_one_with_a_reason",
        "ALTER TABLE vendors_vendor DROP CONSTRAINT vendor_figures_within_bounds",
        "ALTER TABLE vendors_vendor DISABLE TRIGGER vendor_verified_size",
        "UPDATE vendors_vendor SET annual_sales_rupiah = 9007199254740992",
        "ALTER TABLE vendors_vendor ENABLE TRIGGER vendor_verified_size",
    )
    factories.make_price(factories.sku_of(older), MAX_RUPIAH)
    return world, largest, older


def test_the_worst_stored_row_stops_no_page(committed_db):
    world, largest, older = planted(committed_db)
    put(world, bounds.MAX_QUANTITY, largest)
    for person in (None, world.ani, world.citra, world.hadi):
        client = Client()
        if person is not None:
            client.force_login(person, backend=BACKEND)
        pages = [reverse("product_page", args=[one.public_id]) for one in (largest, older)]
        pages += [reverse("product_edit", args=[one.public_id]) for one in (largest, older)]
        pages += [reverse("shop_page", args=[world.vendor.slug])]
        pages += [reverse("etalase_page", args=[world.etalase.slug])]
        pages += [reverse("api_product-detail", args=[largest.public_id])]
        for address in (*ADDRESSES, *pages):
            assert client.get(address).status_code < 500, (person, address)
    found = Client().get("/cari/").context["found"]
    assert found.total == Sku.objects.count()


def test_an_order_of_the_largest_numbers_is_refused_with_a_sentence(committed_db):
    world, largest, _older = planted(committed_db)
    put(world, bounds.MAX_QUANTITY, largest)
    client = Client()
    client.force_login(world.ani, backend=BACKEND)
    answer = client.post("/keranjang/bayar/", filled(client, world))
    assert answer.status_code in {409, 422}
