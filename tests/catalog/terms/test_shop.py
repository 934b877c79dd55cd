"""Citra states the terms of her goods: bounds, tiers, days, places; refusals change nothing."""

from datetime import timedelta

import pytest
from django.db import transaction

from catalog import services
from catalog.models import PriceVersion, Sku
from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from tests import factories
from tests.catalog.terms.stating import MILLION, PLAIN, TIERS, state, state_listing
from vendors.licences.queries import sale_day


def stated(world):
    world.sku.refresh_from_db()
    return {name: getattr(world.sku, name) for name in PLAIN}, world.sku.tiers


def test_terms_hold_at_once_and_are_on_record(world):
    state(world, min_quantity=5, max_quantity=80, lead_days=3, capacity_per_day=40, tiers=TIERS)
    terms, tiers = stated(world)
    assert terms == {
        "min_quantity": 5,
        "max_quantity": 80,
        "lead_days": 3,
        "capacity_per_day": 40,
        "dating": "none",
    }
    assert tiers == [[10, 900_000], [50, 850_000]]
    assert [v.tiers for v in world.sku.price_versions.order_by("pk")] == [[], tiers]
    actions = AuditEvent.objects.values_list("action", flat=True)
    assert {"product.terms_set", "product.tiers_changed"} <= set(actions)


def test_the_same_terms_write_nothing(world):
    state(world, tiers=TIERS, lead_days=3)
    before = PriceVersion.objects.count(), AuditEvent.objects.count()
    state(world, tiers=TIERS, lead_days=3)
    assert (PriceVersion.objects.count(), AuditEvent.objects.count()) == before


WRONG = [
    ({"min_quantity": 0}, "min_quantity"),
    ({"min_quantity": 1_000_001}, "min_quantity"),
    ({"min_quantity": 10, "max_quantity": 9}, "max_quantity"),
    ({"max_quantity": 1_000_001}, "max_quantity"),
    ({"lead_days": -1}, "lead_days"),
    ({"lead_days": 261}, "lead_days"),
    ({"capacity_per_day": 0}, "capacity_per_day"),
    ({"tiers": [(1, 900_000)]}, "from-1"),
    ({"tiers": [(10, 900_000), (10, 800_000)]}, "from-2"),
    ({"tiers": [(10, MILLION)]}, "price-1"),
    ({"tiers": [(10, 900_000), (20, 900_000)]}, "price-2"),
    ({"tiers": [(1_000_001, 900_000)]}, ""),
    ({"tiers": [(2 + n, 990_000 - n) for n in range(9)]}, ""),
]


@pytest.mark.parametrize(("given", "field"), WRONG)
def test_impossible_terms_are_refused_beside_their_field(world, given, field):
    with pytest.raises(RuleViolation) as refused, transaction.atomic():
        state(world, **given)
    assert refused.value.details.get("field", "") == field
    assert stated(world) == (PLAIN, [])
    assert world.sku.price_versions.count() == 1


def test_a_tier_that_jumps_is_asked_about_once(world):
    with pytest.raises(services.TierJumps) as refused:
        state(world, tiers=[(10, 90_000)])
    assert "90.000" in refused.value.message
    assert refused.value.details["field"] == "price-1"
    assert state(world, tiers=[(10, 90_000)], confirmed=True).tiers == [[10, 90_000]]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(world):
    seen = world.sku.price_versions.get().pk
    state(world, tiers=TIERS, seen=seen)
    with pytest.raises(Conflict):
        state(world, tiers=[(10, 950_000)], seen=seen)
    assert stated(world)[1] == [[10, 900_000], [50, 850_000]]


def test_a_price_stays_above_its_tiers_and_takes_them_along(world):
    state(world, tiers=TIERS)
    with pytest.raises(services.TiersDoNotFall) as refused:
        services.change_price(sku_id=world.sku.pk, price_rupiah=900_000, actor=world.citra)
    assert refused.value.details["field"] == "price_rupiah"
    services.change_price(sku_id=world.sku.pk, price_rupiah=950_000, actor=world.citra)
    assert world.sku.price_versions.latest("pk").tiers == [[10, 900_000], [50, 850_000]]


def test_a_live_tier_rises_no_further_than_a_price_does(world):
    state(world, tiers=[(10, 500_000)], confirmed=True)
    with pytest.raises(services.TierRises) as refused:
        state(world, tiers=[(10, 600_001)])
    assert refused.value.details["most_rupiah"] == 600_000
    assert "10" in refused.value.message
    with pytest.raises(services.TierRises):
        state(world, tiers=())  # without the tier ten would cost the full price again
    with pytest.raises(services.TierRises):
        state(world, tiers=[(20, 500_000)])
    assert state(world, tiers=[(10, 600_000)]).tiers == [[10, 600_000]]
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert state(world, tiers=[(10, 720_000)]).tiers == [[10, 720_000]]


def test_a_price_that_a_manager_accepted_holds_for_what_has_no_tier(world):
    state(world, tiers=[(10, 950_000)])
    state(world, tiers=())
    reason = "Harga benang naik sejak Oktober"
    rise = services.propose_price_rise(
        sku_id=world.sku.pk, price_rupiah=2 * MILLION, reason=reason, actor=world.citra
    )
    services.decide_price_rise(rise_id=rise.pk, accept=True, actor=world.kartika)
    assert Sku.objects.get(pk=world.sku.pk).price_rupiah == 2 * MILLION
    assert state(world, tiers=[(60, 1_900_000)], sku=world.sku).tiers == [[60, 1_900_000]]


def test_goods_that_are_not_live_are_priced_freely(world):
    state(world, tiers=[(10, 500_000)], confirmed=True)
    services.unpublish_product(product_id=world.product.pk, reason="Habis musim", actor=world.citra)
    assert state(world, tiers=[(10, 990_000)]).tiers == [[10, 990_000]]


@pytest.mark.parametrize("name", ["ani", "budi", "dedi", "joko", "kartika", "mira"])
def test_only_the_shop_states_terms(world, name):
    factories.hire(world)
    person = getattr(world, name)
    with pytest.raises(NotAllowed):
        state(world, lead_days=3, actor=person)
    with pytest.raises(NotAllowed):
        state_listing(world, service_area=[world.agency.region.code], actor=person)
    assert stated(world) == (PLAIN, [])


def test_staff_state_terms_too_but_not_while_a_manager_reads(world):
    factories.hire(world)
    assert state(world, lead_days=3, actor=world.lina).lead_days == 3
    services.unpublish_product(product_id=world.product.pk, reason="Habis musim", actor=world.citra)
    type(world.product).objects.filter(pk=world.product.pk).update(photo="produk/tenun-01.webp")
    services.submit_product(product_id=world.product.pk, actor=world.citra)
    with pytest.raises(NotAllowed):
        state(world, lead_days=4)
    with pytest.raises(NotAllowed):
        state_listing(world)


def test_places_and_days_of_a_listing(world):
    region = world.agency.region
    codes = [region.parent.code, region.code]
    day = sale_day() + timedelta(days=9)
    state_listing(
        world, price_valid_until=day, service_area=[*codes, codes[0]], prepared_in_id=region.pk
    )
    world.product.refresh_from_db()
    assert world.product.service_area == sorted(codes)
    assert (world.product.price_valid_until, world.product.prepared_in) == (day, region)
    event = AuditEvent.objects.filter(action="product.terms_set").latest("pk")
    assert str(region.code) in str(event.payload if hasattr(event, "payload") else vars(event))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"price_valid_until": -1}, "price_valid_until"),
        ({"service_area": ["00.00"]}, "service_area"),
        ({"service_area": [f"11.{n:02d}" for n in range(61)]}, "service_area"),
        ({"prepared_in_id": 0}, "prepared_in"),
    ],
)
def test_impossible_places_and_days_are_refused(world, given, field):
    if "price_valid_until" in given:
        given = {"price_valid_until": sale_day() + timedelta(days=given["price_valid_until"])}
    with pytest.raises(RuleViolation) as refused:
        state_listing(world, **given)
    assert refused.value.details["field"] == field
    world.product.refresh_from_db()
    assert world.product.service_area == []
