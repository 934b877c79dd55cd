"""An office finds what is near it first, is told how far the rest is, gives each shop its turn."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog import offices, queries, search
from marketplace.accounts import distances
from marketplace.accounts.distances import EARTH_KM, Point, kilometres
from marketplace.accounts.models import Region
from marketplace.orders.queries import late_orders
from tests import factories
from tests.stories import submitted

KUPANG, REGENCY_KUPANG, BELU, MOJOKERTO = "53.71", "53.01", "53.04", "35.16"
POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_round_the_earth(one, other):
    assert kilometres(one, other) == kilometres(other, one)
    assert 0 <= kilometres(one, other) <= 3.15 * EARTH_KM
    assert kilometres(one, one) == 0


@pytest.mark.parametrize(
    ("start", "end", "least", "most"),
    [
        ("53.71", "35.16", 1_150, 1_350),
        ("35.78", "35.15", 10, 40),
        ("33.74", "34.71", 70, 130),
        ("53.71.01", "53.01", 10, 90),
        ("53", "53.71", 0, 0),
    ],
    ids=["Kupang-Mojokerto", "Surabaya-Sidoarjo", "Semarang-Yogya", "of a kecamatan", "a capital"],
)
def test_known_distances(start, end, least, most):
    assert least <= distances.distances(start)[end] <= most


@pytest.mark.django_db
def test_every_kabupaten_and_kota_has_its_point():
    codes = set(Region.objects.filter(level="regency").values_list("code", flat=True))
    assert codes == set(distances.distances(KUPANG))


def test_nowhere_is_near_nothing():
    assert distances.distances("") == {}
    assert distances.distances("99.99") == {}


@pytest.fixture
def market(world):
    """Lunch boxes of four places; the office of Ani is in Kota Kupang."""
    office = world.agency
    office.region = Region.objects.get(code=KUPANG)
    office.save(update_fields=["region"])
    for code in (MOJOKERTO, BELU, REGENCY_KUPANG, KUPANG):
        shop = factories.make_vendor(name=f"Dapur {code}", region=Region.objects.get(code=code))
        factories.make_product(shop, world.etalase, name=f"Nasi kotak ayam {code}")
    return world


def find(user=None, **params):
    office = offices.office_of(user) if user else None
    wanted = search.wanted_from(QueryDict(urlencode(params, doseq=True)), office)
    return search.find(wanted, queries.themes())


def places(found) -> list[str]:
    return [one.regency_code for one in found.goods if one.name.startswith("Nasi kotak ayam")]


@pytest.mark.parametrize("text", ["nasi kotak", "nasi", ""])
def test_an_office_sees_its_own_place_first(market, text):
    found = find(market.ani, q=text)
    assert places(found) == [KUPANG, REGENCY_KUPANG, BELU, MOJOKERTO]
    assert found.wanted.order == "dekat"


def test_another_order_is_had_by_asking(market):
    assert find(market.ani, q="nasi", urut="baru").wanted.order == "baru"


def test_nobodys_office_changes_nothing(market):
    found = find(q="nasi kotak")
    assert found.wanted.order == "wajar"
    assert found.counts["jarak"] == {}
    assert find(q="nasi kotak", urut="dekat").wanted.order == "wajar"
    assert find(q="nasi kotak", urut="giliran").wanted.order == "wajar"
    assert set(places(find(q="nasi kotak", jarak="25"))) == set(places(found)), "from where?"


def test_the_address_says_from_where(market):
    found = find(q="nasi kotak", dari=MOJOKERTO)
    assert places(found)[0] == MOJOKERTO
    assert found.wanted.near_place == "Kabupaten Mojokerto"
    assert find(market.ani, q="nasi kotak", dari=MOJOKERTO).wanted.near == MOJOKERTO


@pytest.mark.parametrize("code", ["99.99", "5", "' OR 1=1", "53.71.01", "\x00"])
def test_a_place_that_is_none_is_not_there(market, code):
    assert find(q="nasi kotak", dari=code).wanted.near == ""


def test_a_distance_narrows_and_counts_without_itself(market):
    everywhere = find(market.ani, q="nasi kotak ayam")
    near = find(market.ani, q="nasi kotak ayam", jarak="100")
    assert places(near) == [KUPANG, REGENCY_KUPANG]
    assert near.counts["jarak"] == everywhere.counts["jarak"] == {"25": 1, "100": 2, "250": 3}
    assert set(near.counts["wilayah"]) == {KUPANG, REGENCY_KUPANG}


@pytest.mark.parametrize("typed", ["0", "-5", "7", "x", "1e9"])
def test_a_distance_nobody_offers_does_not_count(market, typed):
    found = find(market.ani, q="nasi kotak ayam", jarak=typed)
    assert len(places(found)) == 4


def test_the_page_says_how_far_it_is(client, market):
    client.force_login(market.ani)
    page = client.get(reverse("search"), {"q": "nasi kotak ayam"}).content.decode()
    assert "± 1.2" in page
    assert "Yang terdekat dari Kota Kupang didahulukan" in page
    assert 'name="dari" value="53.71"' in page


def test_goods_from_far_away_warn_before_they_are_ordered(client, market):
    def page(code: str) -> str:
        name = f"Nasi kotak ayam {code}"
        [goods] = [one for one in find(q=name).goods if one.name == name]
        found = client.get(reverse("product_page", args=[goods.public_id]))
        return " ".join(found.content.decode().split())

    assert "dari Kota Kupang" not in page(MOJOKERTO), "nobody is signed in"
    client.force_login(market.ani)
    assert page(MOJOKERTO).count("km dari Kota Kupang. Tanyakan kepada toko ongkos kirim") == 1
    assert "± 42 km dari Kota Kupang" in page(REGENCY_KUPANG)
    assert "dari Kota Kupang" not in page(KUPANG)


def test_every_place_with_goods_is_listed_by_province(client, market):
    client.force_login(market.ani)
    page = client.get(reverse("search_places"), {"q": "nasi kotak", "urut": "murah"})
    shown = page.content.decode()
    assert [one.name for one in page.context["provinces"]] == ["Nusa Tenggara Timur", "Jawa Timur"]
    [near, _far] = page.context["provinces"]
    assert [one.name for one in near.places] == ["Kota Kupang", "Kab. Kupang", "Kab. Belu"]
    assert "?q=nasi+kotak&amp;urut=murah&amp;wilayah=35.16" in shown
    narrowed = client.get(reverse("search"), {"q": "nasi kotak", "wilayah": "53"})
    assert "Dapur 35.16" not in narrowed.content.decode()


def test_the_list_of_places_is_open_to_everybody(client, market):
    page = client.get(reverse("search_places"))
    assert page.status_code == 200
    assert {one.name for one in page.context["provinces"]} >= {"Jawa Timur", "Nusa Tenggara Timur"}
    assert client.get(reverse("search_places"), {"q": "tidakadayangbegini"}).status_code == 200


def test_among_equals_the_shop_with_fewer_orders_of_the_office_comes_first(market):
    newcomer = factories.make_vendor(name="Toko Baru", region=market.vendor.region)
    for shop in (newcomer, market.vendor):
        factories.make_product(shop, market.etalase, name="Map kertas folio")
    assert late_orders(market.agency.pk) == {}
    submitted(market)
    assert late_orders(market.agency.pk) == {market.vendor.pk: 1}
    found = find(market.ani, q="map kertas", urut="giliran")
    assert [one.vendor_name for one in found.goods] == ["Toko Baru", market.vendor.name]
    newest = find(market.ani, q="map kertas", urut="baru")
    assert newest.goods[0].vendor_name == market.vendor.name, "the last one made"
    assert find(market.dedi, q="map kertas", urut="giliran").total == 2
