"""A shop changes its terms while many order: each order keeps to the terms of its own moment."""

from functools import partial

from catalog.models import PriceVersion
from marketplace.core.invariants import examine
from marketplace.orders.models import OrderLine
from tests import factories, stories
from tests.catalog.terms.stating import TIERS, state
from tests.trust.concurrency import DONE, patiently, storm

BUYERS = 12


def world_of_tiers():
    world = factories.make_world()
    world.product = factories.make_product(world.vendor, world.etalase, price_rupiah=1_000_000)
    world.sku = factories.sku_of(world.product)
    type(world.sku).objects.filter(pk=world.sku.pk).update(stock=10_000)
    state(world, tiers=TIERS)
    return world


def test_no_order_at_a_tier_that_was_changed_before_it(committed_db):
    world = world_of_tiers()
    seen = stories.order_item(world.product, 10)
    order = patiently(partial(stories.submitted, world, items=[seen]))
    change = patiently(partial(state, world, tiers=[(10, 880_000)]))
    ends = storm(6, [order] * (BUYERS // 2) + [change] + [order] * (BUYERS // 2))
    assert set(ends) <= {DONE, "price_changed", "cap_exceeded"}
    newest = PriceVersion.objects.latest("pk")
    assert newest.tiers == [[10, 880_000]]
    lines = OrderLine.objects.select_related("order")
    assert len(lines) == ends[DONE] - 1
    assert all(line.order.created_at < newest.from_at for line in lines)
    assert {line.unit_price_rupiah for line in lines} <= {900_000}
    assert not [one.code for one, found in examine() if found]


def test_no_order_below_a_minimum_that_was_raised_before_it(committed_db):
    world = world_of_tiers()
    order = patiently(partial(stories.submitted, world, 3))
    change = patiently(partial(state, world, tiers=TIERS, min_quantity=5))
    ends = storm(6, [order] * (BUYERS // 2) + [change] + [order] * (BUYERS // 2))
    assert set(ends) <= {DONE, "below_minimum"}
    assert OrderLine.objects.count() == ends[DONE] - 1


def test_two_people_of_a_shop_change_its_tiers_one_after_the_other(committed_db):
    world = world_of_tiers()
    seen = world.sku.price_versions.latest("pk").pk
    jobs = [
        patiently(partial(state, world, tiers=[(10, 890_000 - n)], seen=seen)) for n in range(6)
    ]
    ends = storm(6, jobs)
    assert ends == {DONE: 1, "conflict": 5}
    world.sku.refresh_from_db()
    assert world.sku.tiers == world.sku.price_versions.latest("pk").tiers
