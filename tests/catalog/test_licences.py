"""Goods rest on licences: food needs a word on halal, and a licence that lapsed hides its goods."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from catalog import licence_queries, licensing, offers, policies, services
from catalog.licence_models import HalalNotice, ProductLicence
from catalog.models import ProductStatus, Sku
from marketplace.core import clock, outbox
from marketplace.core.errors import NotAllowed, RuleViolation
from marketplace.notices.models import Notice
from tests import factories, licences
from vendors.channels import Channel
from vendors.licences.queries import sale_day
from vendors.models import SizeClass

BEFORE = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
BOUND = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def bound(db):
    """A day on which the law binds micro firms too."""
    with clock.moved_to(BOUND):
        yield


@pytest.fixture
def food(bound):
    """Citra's world with a live listing of cake."""
    return kitchen()


def kitchen(size: str = SizeClass.MICRO):
    world = factories.make_world()
    if size != SizeClass.MICRO:
        world.vendor = factories.make_vendor(
            world.lina, approved_by=world.joko, region=world.vendor.region, size_class=size
        )
    channel = Channel.KATALOG_LOKAL if size == SizeClass.MEDIUM else Channel.BELA
    world.etalase = factories.make_etalase(
        world.agency.tenant, channel, goods_class="food", name="Kue"
    )
    world.product = factories.make_product(world.vendor, world.etalase, name="Kue kering kenari")
    world.sku = factories.sku_of(world.product)
    return world


def name_on(product, *licences) -> None:
    for licence in licences:
        ProductLicence.objects.create(product=product, licence=licence, vendor=product.vendor)


def may_be_sold(sku) -> bool:
    """Ask all three, and hold them equal."""
    fresh = Sku.objects.select_related("product__etalase", "product__vendor").get(pk=sku.pk)
    channel = Channel(fresh.product.etalase.channel)
    one = bool(policies.can_sell(fresh.product.vendor, channel, fresh))
    many = policies.sellable().filter(pk=sku.pk).exists()
    public = policies.public().filter(pk=sku.product_id).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalog_is_licensed(%s, %s)", [sku.product_id, sale_day()])
        (database,) = cursor.fetchone()
    assert one == many == public == database
    return one


DAY = BOUND.date()
OVER, ON, LATER = DAY - timedelta(days=1), DAY, DAY + timedelta(days=400)
# What the listing names: (kind, last day, status), and whether it may be sold.
NAMED = {
    "nothing": ((), False),
    "halal": ((("halal", None, "verified"),), True),
    "halal on its last day": ((("halal", ON, "verified"),), True),
    "halal that is over": ((("halal", OVER, "verified"),), False),
    "halal that is revoked": ((("halal", None, "revoked"),), False),
    "halal that waits": ((("halal", None, "waiting"),), False),
    "halal that was returned": ((("halal", None, "returned"),), False),
    "stated label": ((("non_halal", None, "verified"),), True),
    "over and renewed": ((("halal", OVER, "verified"), ("halal", LATER, "verified")), True),
    "P-IRT alone": ((("pirt", LATER, "verified"),), False),
    "P-IRT over": ((("halal", None, "verified"), ("pirt", OVER, "verified")), False),
    "P-IRT over, BPOM valid": (
        (
            ("halal", None, "verified"),
            ("pirt", OVER, "verified"),
            ("bpom_md", LATER, "verified"),
        ),
        False,
    ),
    "P-IRT renewed": (
        (("halal", None, "verified"), ("pirt", OVER, "verified"), ("pirt", LATER, "verified")),
        True,
    ),
    "HACCP over": ((("halal", None, "verified"), ("haccp", OVER, "verified")), True),
    "SNI revoked": ((("halal", None, "verified"), ("sni", LATER, "revoked")), True),
}


def licence(vendor, kind, last, status):
    row = licences.make_licence(
        vendor,
        kind,
        expires_on=last,
        status="verified" if status == "revoked" else status,
        number=f"CONTOH-{kind}-{last}-{status}" if kind != "non_halal" else "",
    )
    if status == "revoked":
        row.status, row.revoked_by = "revoked", vendor.approved_by
        row.revoked_at, row.revoke_reason = clock.now(), "Dicabut penerbit."
        row.save()
    return row


@pytest.mark.parametrize("named", NAMED)
def test_food_is_sold_while_its_licences_hold(food, named):
    stated, may = NAMED[named]
    name_on(food.product, *(licence(food.vendor, *row) for row in stated))
    assert may_be_sold(food.sku) is may


@pytest.mark.parametrize("named", NAMED)
def test_other_goods_need_nothing_but_what_they_name(bound, named):
    world = factories.make_world()
    stated, _may = NAMED[named]
    name_on(world.product, *(licence(world.vendor, *row) for row in stated))
    lapsed = named in {
        "halal that is over",
        "halal that is revoked",
        "P-IRT over",
        "P-IRT over, BPOM valid",
    }
    assert may_be_sold(world.sku) is not lapsed


@pytest.mark.parametrize(
    ("size", "day", "may"),
    [
        (SizeClass.MICRO, date(2026, 10, 16), True),
        (SizeClass.MICRO, date(2026, 10, 17), False),
        (SizeClass.SMALL, date(2026, 10, 16), True),
        (SizeClass.SMALL, date(2026, 10, 17), False),
        (SizeClass.MEDIUM, date(2026, 10, 16), False),
    ],
)
def test_the_rule_binds_from_its_first_day(db, size, day, may):
    with clock.moved_to(datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)):
        world = kitchen(size)
        assert may_be_sold(world.sku) is may


def test_a_refusal_names_licence_day_office_and_rule(food):
    with pytest.raises(licensing.LicenceMissing) as refused:
        services.require_sellable(food.vendor, Channel.BELA, food.sku)
    assert all(word in refused.value.message for word in ("BPJPH", "R-HALAL-SMALL", "2026"))
    name_on(food.product, licences.make_licence(food.vendor, "halal", expires_on=OVER))
    sku = Sku.objects.get(pk=food.sku.pk)
    with pytest.raises(licensing.LicenceMissing) as refused:
        services.require_sellable(food.vendor, Channel.BELA, sku)
    assert "BPJPH" in refused.value.message


# ---- the shop says on which licences a listing rests


def test_owner_and_staff_state_licences_and_nobody_else(food):
    factories.hire(food)
    halal = licences.make_licence(food.vendor)
    for who in (food.mira, food.ani, food.kartika, food.joko):
        with pytest.raises(NotAllowed):
            services.state_licences(product_id=food.product.pk, licence_ids=[halal.pk], actor=who)
    assert not may_be_sold(food.sku)
    services.state_licences(product_id=food.product.pk, licence_ids=[halal.pk], actor=food.lina)
    assert may_be_sold(food.sku)


def test_only_licences_of_the_shop_that_count_or_wait_are_stated(food):
    foreign = licences.make_licence(factories.make_vendor())
    returned = licences.make_licence(food.vendor, status="returned")
    for row in (foreign, returned):
        with pytest.raises(RuleViolation):
            services.state_licences(
                product_id=food.product.pk, licence_ids=[row.pk], actor=food.citra
            )
    with pytest.raises(DatabaseError), transaction.atomic():
        name_on(food.product, foreign)
    assert not ProductLicence.objects.exists()


def test_a_lapsed_licence_is_not_taken_off_a_live_listing(food):
    halal = licences.make_licence(food.vendor)
    pirt = licences.make_licence(food.vendor, "pirt", expires_on=OVER)
    name_on(food.product, halal, pirt)
    with pytest.raises(RuleViolation):
        services.state_licences(
            product_id=food.product.pk, licence_ids=[halal.pk], actor=food.citra
        )
    assert not may_be_sold(food.sku)
    food.product.status = ProductStatus.UNPUBLISHED
    food.product.save()
    services.state_licences(product_id=food.product.pk, licence_ids=[halal.pk], actor=food.citra)
    assert list(food.product.licences.all()) == [halal]


def test_a_renewal_carries_over_to_the_listings_that_named_the_earlier_one(food):
    old = licences.make_licence(food.vendor, "halal", expires_on=OVER)
    name_on(food.product, old)
    assert not may_be_sold(food.sku)
    new = licences.make_licence(food.vendor, "halal", replaces=old)
    outbox.emit("licence.verified", subject=new)
    outbox.relay(500)
    assert may_be_sold(food.sku)
    assert services.carry_over(new.pk) == 0


def test_badges_are_those_of_valid_licences_only(food, django_assert_num_queries):
    name_on(
        food.product,
        licences.make_licence(food.vendor, "halal"),
        licences.make_licence(food.vendor, "sni", expires_on=OVER),
        licences.make_licence(food.vendor, "tkdn"),
        licences.make_licence(food.vendor, "haccp", status="waiting"),
    )
    policies.sellable().exists()  # the rules of the day are read once a minute
    with django_assert_num_queries(1):
        (one,) = offers.goods("o.product_id = %(key)s", "1", limit=2, key=food.product.pk)
    certs = offers.card(one)["certs"]
    assert certs == ["Halal", "TKDN 62 %"]
    assert licence_queries.licence_badges(food.product) == certs


# ---- told before the law binds


def told(day: date) -> int:
    with clock.moved_to(datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)):
        for _again in range(2):
            services.remind_of_need()
            outbox.relay(500)
    return Notice.objects.filter(channel="inbox", kind="vendor.needs_halal").count()


def test_shops_with_food_are_told_months_before_and_once_each_time(db):
    with clock.moved_to(datetime(2026, 3, 2, 3, 0, tzinfo=UTC)):
        world = kitchen()
        factories.make_world()  # a shop without food
    first = date(2026, 10, 17)
    counts = [told(first - timedelta(days=days)) for days in (181, 180, 100, 90, 30, 7, 0, -30)]
    assert counts == [0, 1, 1, 2, 3, 4, 5, 5]
    assert set(HalalNotice.objects.values_list("vendor", flat=True)) == {world.vendor.pk}


def test_who_has_handed_a_certificate_in_is_not_told(db):
    with clock.moved_to(BEFORE):
        world = kitchen()
        licences.make_licence(world.vendor, "halal", status="waiting")
    assert told(date(2026, 10, 10)) == 0


def test_the_first_food_that_is_drafted_says_at_once_what_it_needs(bound, world):
    etalase = factories.make_etalase(world.agency.tenant, goods_class="food")
    for name in ("Kue kering kenari", "Kue lapis legit"):
        services.create_product(
            vendor_id=world.vendor.pk,
            actor=world.citra,
            etalase_id=etalase.pk,
            name=name,
            unit="kotak",
            price_rupiah=50_000,
            stock=5,
        )
    outbox.relay(500)
    notice = Notice.objects.get(channel="inbox", kind="vendor.needs_halal")
    assert (notice.recipient, notice.params["binds_on"]) == (world.citra, "2026-10-17")
