"""What is public carries how its shop was rated, so that a search filters by it and counts."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from catalog import queries, search
from catalog.invariants import offers_that_differ
from catalog.offer_models import Offer
from tests import factories
from vendors.services import keep_rating


def find(**params):
    query = QueryDict(urlencode(params, doseq=True))
    return search.find(search.wanted_from(query), queries.themes())


@pytest.fixture
def market(world):
    """Two shops more than Citra's: one rated well, one fairly."""
    world.good, world.fair = (
        factories.make_vendor(approved_by=world.joko, region=world.vendor.region) for _ in range(2)
    )
    for shop in (world.good, world.fair):
        factories.make_product(shop, world.etalase, name=f"Kopi dari {shop.slug}")
    keep_rating(vendor_id=world.good.pk, ratings=10, stars=43)
    keep_rating(vendor_id=world.fair.pk, ratings=6, stars=19)
    return world


def test_the_filter_finds_and_counts_shops_by_their_average(market):
    everything = find()
    assert everything.counts["nilai"] == {"bintang4": 1, "bintang3": 2}
    found = find(nilai="bintang4")
    assert {one.vendor_name for one in found.goods} == {market.good.name}
    assert find(nilai=["bintang3", "bintang4"]).total == 1
    assert find(nilai="bintang9").total == 0
    assert offers_that_differ() == 0


def test_a_filter_is_a_link_on_the_page_and_asks_no_statement_more(market, client):
    client.get("/cari/")
    with CaptureQueriesContext(connection) as without:
        page = client.get("/cari/?kelas=micro").content.decode()
    with CaptureQueriesContext(connection) as within:
        narrowed = client.get("/cari/?nilai=bintang4").content.decode()
    assert 'value="bintang4"' in page
    assert market.fair.name not in narrowed
    assert len(within) <= len(without)


def test_an_offer_follows_the_next_rating_and_shows_nothing_of_too_few(market):
    keep_rating(vendor_id=market.good.pk, ratings=11, stars=33)
    assert {one.rating_tenths for one in Offer.objects.filter(vendor=market.good)} == {30}
    keep_rating(vendor_id=market.good.pk, ratings=4, stars=20)
    assert {one.rating_tenths for one in Offer.objects.filter(vendor=market.good)} == {None}
    later = factories.make_product(market.fair, market.etalase, name="Teh dari toko yang dinilai")
    assert {one.rating_tenths for one in Offer.objects.filter(product=later)} == {32}
    assert offers_that_differ() == 0
