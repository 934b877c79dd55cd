"""What is public is kept row by row, and always as the definition gives it from scratch."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from catalog import offers, policies, services
from catalog.invariants import offers_that_differ
from catalog.licence_models import ProductLicence
from catalog.models import PriceMark, Product
from catalog.offer_models import ClosedShop, Offer
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode
from tests import factories, licences
from vendors.licences.queries import sale_day
from vendors.sanctions import services as sanctions


def asked(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.fixture
def market(world):
    """Citra's shop with two listings, one of them in two sizes."""
    world.kopi = factories.make_product(world.vendor, world.etalase, name="Kopi arabika")
    world.small = factories.sku_of(world.kopi)
    world.tas = factories.make_product(world.vendor, world.etalase, name="Tas anyam")
    return world


def test_a_live_listing_has_a_row_as_defined(market):
    assert {one.name for one in offers.goods("true", "o.name", limit=9)} >= {"Kopi arabika"}
    assert offers_that_differ() == 0


def _price(market):
    factories.make_price(market.small, 77_000)


def _rename_the_etalase(market):
    type(market.etalase).objects.filter(pk=market.etalase.pk).update(name="Kopi dan teh")


def _pay(market):
    mark = PriceMark.objects.create(
        tenant=market.agency.tenant, key="kopi", paid_count=9, vendors=3, median_rupiah=1_000_000
    )
    market.kopi.skus.update(price_mark=mark)
    PriceMark.objects.filter(pk=mark.pk).update(paid_count=12, median_rupiah=10)


def _pay_another_shop(market):
    _pay(market)
    PriceMark.objects.filter(key="kopi").update(vendors=2)
    assert not Offer.objects.exclude(median_rupiah=None).exists()
    PriceMark.objects.filter(key="kopi").update(vendors=3)
    assert Offer.objects.get(sku=market.small).paid_count == 12


def _close_the_etalase(market):
    type(market.etalase).objects.filter(pk=market.etalase.pk).update(
        closes_on=sale_day() - timedelta(days=1)
    )


def _name_a_licence(market):
    paper = licences.make_licence(market.vendor, "halal", expires_on=sale_day())
    ProductLicence.objects.create(product=market.kopi, licence=paper, vendor=market.vendor)


def _photo(market):
    Product.objects.filter(pk=market.kopi.pk).update(photo=f"produk/{7:032x}.webp")
    before = Offer.objects.get(sku=market.small)
    Product.objects.filter(pk=market.kopi.pk).update(photo_blur="UklGRkgAAABXRUJQ")
    assert before.photo_blur != Offer.objects.get(sku=market.small).photo_blur


def _hide(market):
    factories.hide(market.kopi)


def _take_down(market):
    services.unpublish_product(actor=market.citra, product_id=market.kopi.pk, reason="Habis musim")


def _sell_out(market):
    market.kopi.skus.update(stock=0)


def _promise_three_days(market):
    market.kopi.skus.update(lead_days=3)


def _suspend(market):
    factories.suspend(market.vendor)


CHANGES = [
    _price,
    _rename_the_etalase,
    _pay,
    _pay_another_shop,
    _close_the_etalase,
    _name_a_licence,
    _photo,
    _hide,
    _take_down,
    _sell_out,
    _promise_three_days,
    _suspend,
]


@pytest.mark.parametrize("change", CHANGES, ids=[one.__name__.strip("_") for one in CHANGES])
def test_whatever_changes_is_shown_in_the_same_transaction(market, change):
    before = list(Offer.objects.order_by("pk").values())
    change(market)
    assert offers_that_differ() == 0
    if change is not _suspend:
        assert list(Offer.objects.order_by("pk").values()) != before


def test_a_suspension_hides_all_goods_by_one_row(market):
    written = asked("SELECT array_agg(xmin::text ORDER BY sku_id) FROM catalog_offer")
    factories.suspend(market.vendor)
    assert not offers.goods("true", "o.name", limit=9)
    assert not policies.public().exists()
    assert ClosedShop.objects.filter(vendor=market.vendor).exists()
    assert asked("SELECT array_agg(xmin::text ORDER BY sku_id) FROM catalog_offer") == written


def test_a_shop_that_is_open_again_shows_its_goods(market):
    sanction = factories.suspend(market.vendor, by=market.joko)
    lift = sanctions.ask_lift(sanction_id=sanction.pk, words="Barang dikirim", actor=market.joko)
    operator = factories.make_operator()
    sanctions.decide_request(request_id=lift.pk, grant=True, reason="Setuju", actor=operator)
    assert offers.count(at_most=9) == policies.public().count() > 1
    assert not ClosedShop.objects.exists()


def test_stock_writes_no_offer(market):
    written = asked("SELECT array_agg(xmin::text ORDER BY sku_id) FROM catalog_offer")
    market.kopi.skus.update(stock=3, reserved=1)
    assert asked("SELECT array_agg(xmin::text ORDER BY sku_id) FROM catalog_offer") == written


def test_whoever_copies_the_rest_does_not_bring_back_stock(market):
    def in_stock() -> bool:
        return Offer.objects.get(sku=market.small).has_stock

    assert in_stock()
    market.kopi.skus.update(reserved=F("stock"))
    assert not in_stock()
    factories.make_price(market.small, 77_000)  # its row is written anew
    assert not in_stock()
    market.kopi.skus.update(reserved=0)
    assert in_stock()
    assert offers_that_differ() == 0


def test_a_rate_that_holds_from_today_is_in_every_price(market):
    before = offers.goods("true", "o.name", limit=9)[0].gross_rupiah
    # The database keeps these rows, by its own clock: the day that a test has chosen is not its.
    today = asked("SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date")
    rule = Rule.objects.get(code=RuleCode.PPN, tenant_slug="", valid_to=None)
    Rule.objects.filter(pk=rule.pk).update(valid_to=today - timedelta(days=1))
    rule.pk, rule.value, rule.valid_from = None, 2_000, today
    rule.save(force_insert=True)
    assert offers.goods("true", "o.name", limit=9)[0].gross_rupiah > before
    assert offers_that_differ() == 0


@pytest.mark.parametrize(("number", "shops", "shown"), [(5, 3, 5), (4, 3, 0), (50, 2, 0)])
def test_a_row_says_how_prices_compare_only_where_it_is_proven(market, number, shops, shown):
    mark = PriceMark.objects.create(
        tenant=market.agency.tenant,
        key="kopi",
        paid_count=number,
        vendors=shops,
        median_rupiah=900_000,
    )
    market.kopi.skus.update(price_mark=mark)
    row = Offer.objects.get(sku=market.small)
    assert (row.paid_count, row.median_rupiah) == (shown, 900_000 if shown else None)
    assert row.standing == (shown or 1_000_000)
    assert offers_that_differ() == 0


def test_a_rebuild_of_what_is_right_writes_nothing(market):
    written = asked("SELECT array_agg(xmin::text ORDER BY sku_id) FROM catalog_offer")
    assert asked("SELECT catalog_rebuild_offers()") == len(written)
    assert asked("SELECT array_agg(xmin::text ORDER BY sku_id) FROM catalog_offer") == written


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE catalog_offer SET gross_rupiah = 1",
        "DELETE FROM catalog_offer",
        "DELETE FROM catalog_closedshop",
        "INSERT INTO catalog_closedshop SELECT id FROM vendors_vendor LIMIT 1",
    ],
)
def test_nobody_writes_what_is_public_by_hand(market, words):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
