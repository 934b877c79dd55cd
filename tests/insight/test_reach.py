"""Whom the money of cooperatives reaches, as anybody may read it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import services as catalog
from marketplace.core import clock
from marketplace.insight.reach import RegionReach, members_reached
from tests import cooperatives, factories, stories
from vendors.members import services as members


@pytest.fixture
def four(world):
    """Three weavers of one kota and one of another."""
    cooperatives.make_cooperative(world)
    found = cooperatives.add_members(world)
    far = factories.make_region("Kabupaten Ende", parent=world.agency.tenant.region)
    found.append(cooperatives.add_member(world, "A-009", name="Agnes Lero", region_id=far.pk))
    shares = dict.fromkeys([member.pk for member in found], 2_000)
    catalog.set_makers(product_id=world.product.pk, shares=shares, actor=world.citra)
    return found


def this_year() -> int:
    return clock.now().year


def test_each_member_counts_once_and_the_cooperative_too(world, four):
    for _ in range(2):
        stories.issued(world, 1)
    stories.submitted(world, 1)  # not issued: nobody has ordered anything yet
    reach = members_reached(this_year(), world.agency.tenant)
    assert (reach.members, reach.cooperatives, reach.worth_rupiah) == (4, 1, 1_600_000)
    assert members_reached(this_year(), factories.make_tenant()).members == 0
    assert members_reached(this_year() - 1).members == 0


def test_a_region_of_one_member_is_not_shown_by_itself(world, four):
    stories.issued(world, 1)
    regions = members_reached(this_year()).regions
    assert [(row.members, row.worth_rupiah) for row in regions] == [(4, 800_000)]
    near = [
        cooperatives.add_member(world, f"A-02{place}", name=f"Tetangga {place}", region_id=far)
        for place, far in enumerate([four[3].region_id] * 2)
    ]
    shares = dict.fromkeys([member.pk for member in (*four, *near)], 1_000)
    catalog.set_makers(product_id=world.product.pk, shares=shares, actor=world.citra)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        stories.issued(world, 1)
    regions = members_reached(this_year()).regions
    assert [(row.members, row.worth_rupiah) for row in regions] == [
        (3, 900_000),
        (3, 500_000),
    ]
    assert regions[1] == RegionReach("Kab. Ende", 3, 500_000)


def test_who_left_counts_for_the_time_of_the_order(world, four, client):
    stories.issued(world, 1)
    today = clock.today(world.vendor.time_zone)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        members.end_member(member_id=four[0].pk, until=today, actor=world.citra)
    assert members_reached(this_year()).members == 4
    page = client.get(reverse("cockpit")).content.decode()
    assert "Yuliana" not in page
    assert "Koperasi Tenun" not in page
