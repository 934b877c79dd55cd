"""What an order keeps of who makes its goods, whatever becomes of the listing and the members."""

from datetime import timedelta

import pytest
from django.utils import translation

from catalog import services as catalog
from catalog.maker_models import ProductMaker
from marketplace.core import clock
from marketplace.core.errors import NotAllowed, RuleViolation
from marketplace.orders.models import OrderLineMaker
from marketplace.orders.services import change_quantities, resubmit_order, return_order
from tests import cooperatives, factories, stories
from tests.raw_sql import DENIED, refused
from vendors.members import services as members


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def three(world):
    """Three members of Citra's cooperative; two of them make the cloth."""
    cooperatives.make_cooperative(world)
    found = cooperatives.add_members(world)
    name_makers(world, {found[0]: 6_000, found[1]: 3_000})
    return found


def name_makers(world, shares, product=None, actor=None):
    catalog.set_makers(
        product_id=(product or world.product).pk,
        shares={member.pk: bp for member, bp in shares.items()},
        actor=actor or world.citra,
    )


def named(order) -> list[tuple[str, int]]:
    rows = OrderLineMaker.objects.filter(line__order=order).order_by("pk")
    return list(rows.values_list("name", "share_bp"))


def test_an_order_keeps_the_makers_it_was_placed_with(world, three):
    order = stories.submitted(world)
    assert named(order) == [("Yuliana Tefa", 6_000), ("Marten Nubatonis", 3_000)]
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        name_makers(world, {three[2]: 10_000})
        members.change_member(
            member_id=three[0].pk,
            facts=cooperatives.facts(region_id=world.vendor.region_id, name="Yuliana Tefa-Bria"),
            actor=world.citra,
        )
        later = stories.submitted(world)
    assert named(order) == [("Yuliana Tefa", 6_000), ("Marten Nubatonis", 3_000)]
    assert named(later) == [("Yosefina Bria", 10_000)]


def test_who_leaves_is_named_by_listings_no_longer_and_by_orders_still(world, three):
    order = stories.submitted(world)
    today = clock.today(world.vendor.time_zone)
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        members.end_member(member_id=three[0].pk, until=today, actor=world.citra)
        later = stories.submitted(world)
    assert named(order)[0] == ("Yuliana Tefa", 6_000)
    assert named(later) == [("Marten Nubatonis", 3_000)]
    ended = ProductMaker.objects.get(member=three[0])
    assert (ended.ended_by, ended.until) != (None, None)


def test_a_returned_order_keeps_its_makers_though_the_listing_has_others(world, three):
    order = stories.submitted(world, 3)
    return_order(order_id=order.pk, reason="Kurangi jumlahnya.", actor=world.budi)
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        name_makers(world, {three[2]: 5_000})
        change_quantities(order_id=order.pk, quantities={order.lines.get().pk: 2}, actor=world.ani)
        resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert named(order) == [("Yuliana Tefa", 6_000), ("Marten Nubatonis", 3_000)]


def test_a_line_taken_out_takes_its_makers_along(world, three):
    other = factories.make_product(world.vendor, world.etalase)
    name_makers(world, {three[2]: 10_000}, product=other)
    order = stories.submitted(
        world, items=[stories.order_item(world.product, 1), stories.order_item(other, 1)]
    )
    assert len(named(order)) == 3
    return_order(order_id=order.pk, reason="Satu saja.", actor=world.budi)
    gone = order.lines.get(sku__product=world.product)
    change_quantities(order_id=order.pk, quantities={gone.pk: 0}, actor=world.ani)
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert named(order) == [("Yosefina Bria", 10_000)]


def test_shops_of_other_forms_have_none(world):
    assert named(stories.submitted(world)) == []


def test_shares_are_within_the_whole_and_of_own_members(world, three):
    other = factories.make_world()
    cooperatives.make_cooperative(other)
    theirs = cooperatives.add_member(other)
    with pytest.raises(RuleViolation, match="100,01 %"):
        name_makers(world, {three[0]: 6_000, three[1]: 4_001})
    with pytest.raises(RuleViolation, match="members of this cooperative"):
        name_makers(world, {theirs: 100})
    with pytest.raises(RuleViolation, match="more than 0"):
        name_makers(world, {three[0]: 0})
    for who in (world.ani, world.joko, other.citra):
        with pytest.raises(NotAllowed):
            name_makers(world, {three[0]: 100}, actor=who)
    assert ProductMaker.objects.filter(until=None).count() == 2


def test_the_database_refuses_what_the_use_case_would(world, three):
    maker = "INSERT INTO catalog_productmaker (product_id, member_id, vendor_id, share_bp, since, "
    maker += "set_by_id) VALUES (%s, %s, %s, %s, now(), %s)"
    product, shop, citra = world.product.pk, world.vendor.pk, world.citra.pk
    other = factories.make_vendor(legal_form="cooperative")
    assert refused(maker, product, three[2].pk, shop, 1_001, citra) == "maker_shares_within_whole"
    assert refused(maker, product, three[0].pk, shop, 100, citra) == "maker_named_once"
    assert refused(maker, product, three[2].pk, other.pk, 100, citra) == (
        "making_listing_is_of_the_cooperative"
    )
    named_now = "UPDATE catalog_productmaker SET share_bp = 9 WHERE member_id = %s"
    assert refused(named_now, three[0].pk) == "maker_is_only_ended"
    assert refused("DELETE FROM catalog_productmaker") in {"append_only", DENIED}


def test_the_makers_of_an_order_are_frozen_in_the_database(world, three):
    order = stories.submitted(world)
    line = order.lines.get()
    assert refused("UPDATE orders_orderlinemaker SET share_bp = 9") == "line_makers_frozen"
    assert refused("DELETE FROM orders_orderlinemaker") == "line_makers_frozen"
    more = "INSERT INTO orders_orderlinemaker (line_id, vendor_id, member_id, name, region_id, "
    more += "share_bp) VALUES (%s, %s, %s, 'Yosefina Bria', %s, 100)"
    values = (line.pk, world.vendor.pk, three[2].pk, world.vendor.region_id)
    assert refused(more, *values) == "line_makers_frozen"
    return_order(order_id=order.pk, reason="Periksa lagi.", actor=world.budi)
    assert refused(more, *values) == "line_makers_frozen"
    # While it is with its officer a line may go and its makers with it, but no maker alone.
    assert refused("DELETE FROM orders_orderlinemaker") == "line_makers_frozen"
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert named(order) == [("Yuliana Tefa", 6_000), ("Marten Nubatonis", 3_000)]
