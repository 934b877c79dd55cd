"""What was really paid, and where a price stands among it."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from catalog import home_page, prices, services
from catalog.handlers import refresh_price_mark
from catalog.models import PaidPrice, PriceMark
from marketplace.core import clock
from marketplace.core.models import OutboxEvent
from tests import factories

DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _in_summer():
    with clock.moved_to(datetime(2026, 6, 10, 3, tzinfo=UTC)):
        yield


@pytest.fixture
def world(_in_summer, db):
    """The cast, as old as the day."""
    return factories.make_world()


@pytest.fixture
def goods(world):
    """A variant made by the use-case, so that it has a mark."""
    product = services.create_product(
        vendor_id=world.vendor.pk,
        actor=world.citra,
        etalase_id=world.etalase.pk,
        name="Kopi arabika Bajawa 250 g",
        unit="bungkus",
        price_rupiah=40_000,
        stock=10,
    )
    return factories.sku_of(product)


def pay(sku, price, *, on=DAY, ref=None) -> int:
    return services.record_paid_prices(
        order_ref=ref or uuid.uuid4(),
        region_id=sku.vendor.region_id,
        paid_on=on,
        lines=[services.PaidLine(sku.pk, price, 2)],
    )


@pytest.fixture
def others(world, goods):
    """Comparable goods of two other shops, at the same price."""
    return [
        factories.sku_of(
            factories.make_product(
                factories.make_vendor(), world.etalase, price_mark=goods.price_mark
            )
        )
        for _ in range(2)
    ]


def test_paid_prices_carry_vat_and_are_recorded_once(goods):
    ref = uuid.uuid4()
    assert pay(goods, 40_000, ref=ref) == 1
    assert pay(goods, 40_000, ref=ref) == 0
    assert PaidPrice.objects.get().unit_price_rupiah == 44_400
    assert OutboxEvent.objects.filter(name="sku.paid").count() == 1


def test_marks_follow_payments_of_comparable_goods_only(world, goods):
    cheap = factories.sku_of(
        factories.make_product(world.vendor, world.etalase, price_mark=goods.price_mark)
    )
    other = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    for price in (36_000, 38_000, 40_000):
        pay(goods, price)
    pay(cheap, 44_000)
    pay(other, 1)
    pay(goods, 90_000, on=DAY - timedelta(days=400))
    for event in OutboxEvent.objects.filter(name="sku.paid"):
        refresh_price_mark(event)
    mark = PriceMark.objects.get(pk=goods.price_mark_id)
    assert (mark.paid_count, mark.vendors) == (4, 1)
    assert (mark.low_rupiah, mark.high_rupiah) == (39_960, 48_840)
    assert mark.median_rupiah == 42_180


def counted(goods):
    """Where the price stands after the marks are counted anew."""
    services.refresh_price_marks()
    goods.refresh_from_db()
    goods.price_mark.refresh_from_db()
    return prices.price_position(goods, prices.versions_of(goods))


def test_the_position_speaks_only_after_enough_payments(goods, others):
    pay(others[0], 40_000)
    pay(others[1], 44_000)
    assert counted(goods).median_bp is None
    pay(goods, 40_000)
    position = counted(goods)
    assert (position.price, position.median_bp, position.transactions) == (44_400, 0, 3)
    assert position.is_fair


def test_what_one_or_two_shops_were_paid_proves_nothing(goods, others):
    for _ in range(30):
        pay(goods, 40_000)
    assert counted(goods).median_bp is None
    for _ in range(30):
        pay(others[0], 40_000)
    assert counted(goods).median_bp is None
    pay(others[1], 40_000)
    assert counted(goods).transactions == 61


def test_five_payments_are_needed_by_the_rule_of_now(goods, others):
    with clock.moved_to(datetime(2026, 11, 25, 3, tzinfo=UTC)):
        today = date(2026, 11, 20)
        for sku in (goods, *others, goods):
            pay(sku, 40_000, on=today)
        assert counted(goods).median_bp is None
        pay(goods, 40_000, on=today)
        assert counted(goods).transactions == 5


def test_history_shows_what_buyers_paid_by_month(world, goods):
    with clock.moved_to(datetime(2026, 7, 3, 3, tzinfo=UTC)):
        services.change_price(sku_id=goods.pk, price_rupiah=50_000, actor=world.citra)
        goods.refresh_from_db()
        history = prices.price_position(goods, prices.versions_of(goods)).history
    assert history == [((2026, 6), 44_400), ((2026, 7), 55_500)]


def test_the_current_version_is_the_newest(world, goods):
    services.change_price(sku_id=goods.pk, price_rupiah=41_000, actor=world.citra)
    newest = prices.current_price_version(goods)
    assert newest is not None
    assert newest.price_rupiah == 41_000
    assert prices.current_price_versions([goods.pk]) == {goods.pk: newest}


def fair():
    """What the first page shows, chosen anew."""
    cache.clear()
    return home_page.front_page().goods


def test_home_prefers_fair_goods_bought_often(world, goods, others):
    services.save_drawn_photo(goods.product, '<svg xmlns="http://www.w3.org/2000/svg"/>')
    services.submit_product(product_id=goods.product_id, actor=world.citra)
    services.publish_product(product_id=goods.product_id, actor=world.kartika)
    for sku in others:
        pay(sku, 40_000)
    pay(goods, 40_000)
    services.refresh_price_marks()
    assert fair()[0].sku_id == goods.pk
    for _ in range(9):
        pay(goods, 10_000)
    services.refresh_price_marks()
    assert goods.pk not in {one.sku_id for one in fair()}
