"""What the services refuse, the database refuses as well: raw SQL, every door."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from catalog.models import PriceVersion, Sku
from marketplace.core import clock
from marketplace.orders.models import AgreedPrice, OrderStatus
from marketplace.orders.services import approve_order, place, return_order, transitions
from tests import factories, stories
from tests.catalog.terms.stating import TIERS, state, state_listing
from vendors.licences.queries import sale_day


def run(statement, params=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(statement, params=(), *, by):
    with pytest.raises(DatabaseError) as told:
        run(statement, params)
    assert by in str(told.value.__cause__.diag.constraint_name)


def version(world, tiers, price=1_000_000):
    PriceVersion.objects.create(
        sku=world.sku, price_rupiah=price, tiers=tiers, from_at=clock.now(), set_by=world.citra
    )
    Sku.objects.filter(pk=world.sku.pk).update(price_rupiah=price, tiers=tiers)


@pytest.mark.parametrize("tiers", [[[10, 1_000_000]], [[1, 5]], {}, [[10, 900], [10, 800]]])
def test_tiers_that_do_not_fall(world, tiers):
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        version(world, tiers)
    assert told.value.__cause__.diag.constraint_name == "price_tiers_fall"


def test_tiers_of_a_variant_are_those_of_its_newest_version(world):
    refused(
        "UPDATE catalog_sku SET tiers = '[[10, 5]]' WHERE id = %s",
        [world.sku.pk],
        by="sku_price_is_its_version",
    )


def test_tiers_of_a_version_stay(world):
    state(world, tiers=TIERS)
    refused("UPDATE catalog_priceversion SET tiers = '[]' WHERE tiers <> '[]'", by="")


def test_a_live_tier_rises_by_no_other_way(world):
    version(world, [[10, 500_000]])
    for tiers in ([[10, 600_001]], [], [[20, 500_000]]):
        with pytest.raises(IntegrityError) as told, transaction.atomic():
            version(world, tiers)
        assert told.value.__cause__.diag.constraint_name == "price_rise_was_reviewed"
    version(world, [[10, 600_000]])


@pytest.mark.parametrize(
    ("change", "by"),
    [
        ("UPDATE catalog_sku SET min_quantity = 0", "sku_order_bounds_fit"),
        ("UPDATE catalog_sku SET min_quantity = 9, max_quantity = 8", "sku_order_bounds_fit"),
        ("UPDATE catalog_sku SET max_quantity = 1000001", "sku_order_bounds_fit"),
        ("UPDATE catalog_sku SET lead_days = 261", "sku_terms_within_bounds"),
        ("UPDATE catalog_sku SET capacity_per_day = 0", "sku_terms_within_bounds"),
    ],
)
def test_bounds_of_a_variant(world, change, by):
    refused(change, by=by)


def test_places_that_nobody_knows(world):
    refused("UPDATE catalog_product SET service_area = '{00.00}'", by="service_area_is_known")


def test_a_line_at_the_price_of_another_quantity(world):
    state(world, tiers=TIERS)
    order = stories.submitted(world, 50)
    return_order(order_id=order.pk, reason="Kurangi jumlahnya", actor=world.budi)
    refused(
        "UPDATE orders_orderline SET quantity = 12, total_rupiah = 12 * unit_price_rupiah",
        by="line_price_of_quantity",
    )
    refused(
        "UPDATE orders_orderline SET quantity = 2, total_rupiah = 2 * unit_price_rupiah",
        by="line_price_of_quantity",
    )


@pytest.mark.parametrize("price", [1, 1_000_000, 899_999])
def test_a_tiered_price_that_no_tier_is(world, price):
    state(world, tiers=TIERS)
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        AgreedPrice.objects.create(
            kind="tiered",
            sku=world.sku,
            unit_price_rupiah=price,
            tier_version=world.sku.price_versions.latest("pk"),
            agreed_by=world.ani,
            agreed_at=clock.now(),
        )
    assert told.value.__cause__.diag.constraint_name == "agreed_price_is_a_tier"


def test_a_tier_of_another_variant(world):
    state(world, tiers=TIERS)
    other = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedPrice.objects.create(
            kind="tiered",
            sku=other,
            unit_price_rupiah=900_000,
            tier_version=world.sku.price_versions.latest("pk"),
            agreed_by=world.ani,
            agreed_at=clock.now(),
        )


def _few(world):
    Sku.objects.filter(pk=world.sku.pk).update(min_quantity=9)


def _many(world):
    Sku.objects.filter(pk=world.sku.pk).update(max_quantity=1)


def _far(world):
    state_listing(world, service_area=[factories.make_region("Kota Jauh").code])


def _ended(world):
    type(world.product).objects.filter(pk=world.product.pk).update(
        price_valid_until=sale_day() - timedelta(days=1)
    )


@pytest.mark.parametrize(
    ("change", "by"),
    [
        (_few, "order_within_its_bounds"),
        (_many, "order_within_its_bounds"),
        (_far, "order_within_service_area"),
        (_ended, "order_prices_hold"),
    ],
)
def test_an_order_handed_in_past_the_services(world, change, by):
    order = stories.submitted(world, 2)
    return_order(order_id=order.pk, reason="Periksa lagi", actor=world.budi)
    change(world)
    order.refresh_from_db()
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        place.submit(order, actor=world.ani)
    assert told.value.__cause__.diag.constraint_name == by


@pytest.mark.parametrize("change", [_few, _many, _far])
def test_what_the_shop_changes_later_binds_no_approval(world, change):
    order = stories.submitted(world, 2)
    change(world)
    assert approve_order(order_id=order.pk, actor=world.budi).status == "issued"


def test_no_approval_at_a_price_that_has_ended(world):
    order = stories.submitted(world, 2)
    _ended(world)
    order.approved_by = world.budi
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        transitions.advance(order, OrderStatus.APPROVED, by=world.budi)
    assert told.value.__cause__.diag.constraint_name == "order_prices_hold"
