"""A verifier with a long queue finds one shop, one place, or what is late."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.models import RegionLevel
from marketplace.core import clock
from tests import factories
from tests.clients import signed_in
from tests.vendors.conftest import fill_in
from vendors import queries, queue_queries, services
from vendors.queue_queries import Sought


@pytest.fixture
def two(world, submitted, district):
    """Lili's application in Sikka, and Yosef's in Ende a week later."""
    regency = factories.make_region("Kabupaten Ende", parent=world.agency.tenant.region)
    place = factories.make_region("Wolowaru", RegionLevel.DISTRICT, parent=regency)
    yosef = factories.make_user("Yosef Wara")
    with clock.moved_to(clock.now() + timedelta(days=7)):
        vendor = fill_in(
            yosef,
            place,
            name="Kopi Wara",
            nib="1234000567999",
            npwp="0013121660092000",
            nik="5371014107850005",
        )
        other = services.submit_application(vendor_id=vendor.pk, actor=yosef)
    return submitted, other


@pytest.mark.parametrize(
    "words", ["kopi", "Yosef", "1234000567999", "1234 0005 67999", "Kopi Wara"]
)
def test_a_shop_is_found_by_name_owner_and_number(world, two, words):
    found = queue_queries.review_queue(world.joko, sought=Sought(words=words))
    assert list(found) == [two[1]]
    number = queue_queries.review_queue(world.joko, sought=Sought(words=two[0].number.lower()))
    assert list(number) == [two[0]]


def test_a_place_holds_all_inside_it(world, two):
    regency = two[1].region.parent
    found = queue_queries.review_queue(world.joko, sought=Sought(region_id=regency.pk))
    assert list(found) == [two[1]]
    names = [region.name for region in queue_queries.regencies_of(world.joko)]
    assert {"Kabupaten Ende", "Kabupaten Sikka"} <= set(names)
    assert names == sorted(names)


def test_only_what_is_late(world, two):
    first_due = queries.review_due_at(two[0]).due_at
    with clock.moved_to(first_due + timedelta(minutes=1)):
        assert list(queue_queries.review_queue(world.joko, sought=Sought(late=True))) == [two[0]]


def test_the_page_keeps_the_search_in_its_address(world, two):
    browser, page = signed_in(world.joko), reverse("vendor_queue")
    shown = browser.get(page, {"q": "kopi"}).text
    assert "Kopi Wara" in shown
    assert "Tenun Lili" not in shown
    assert "?status=returned&amp;q=kopi" in shown
    nothing = browser.get(page, {"q": "tidak ada"})
    assert nothing.status_code == 200
    assert "Tenun Lili" not in nothing.text


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "x" * 5_000},
        {"region": "abc"},
        {"region": "9" * 30},
        {"late": "vielleicht"},
        {"q": "%_\\'"},
        {"region": ["1", "2"]},
    ],
)
def test_a_search_that_makes_no_sense_is_answered(world, two, query):
    answer = signed_in(world.joko).get(reverse("vendor_queue"), query)
    assert answer.status_code in {200, 400}


def test_a_page_of_the_queue_takes_few_queries(world, two, settings, django_assert_max_num_queries):
    settings.COUNTS_KEPT_SECONDS = 15
    browser, page = signed_in(world.joko), reverse("vendor_queue")
    browser.get(page)  # counts the tasks and orders of the frame
    with django_assert_max_num_queries(10):  # two rows that asked again would make it more
        shown = browser.get(page).text
    for vendor in two:
        assert f"{vendor.number} · " in shown
        assert f"Periksa {vendor.name}" in shown
