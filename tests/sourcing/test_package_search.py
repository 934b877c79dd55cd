"""At checkout a package is found by code, name or account; the list below keeps what fits."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from marketplace.budget.models import PlanPackage
from tests import factories
from tests.clients import signed_in
from tests.sourcing.test_cart import put

SEARCH = reverse("checkout_packages")
FIELD = "common-plan_package"


@pytest.fixture
def world(kept_world):
    return kept_world


def offered(browser, typed, chosen="", field=FIELD):
    """Return the keys that the list offers, and the one that is selected."""
    answer = browser.get(SEARCH, {"q": typed, "field": field, field: chosen})
    assert answer.status_code == 200
    options = re.findall(r'<option value="(\d+)"( selected)?', answer.text)
    return [int(key) for key, _mark in options], [int(key) for key, mark in options if mark]


def test_code_name_and_account_find_packages_and_the_chosen_one_stays(world):
    paper = factories.make_package(world.agency, name="Belanja kertas kantor")
    food = factories.make_package(world.agency, name="Konsumsi rapat")
    ani = signed_in(world.ani)
    assert set(offered(ani, "")[0]) == {world.package.pk, paper.pk, food.pk}
    assert offered(ani, "KERTAS kantor") == ([paper.pk], [paper.pk])
    assert offered(ani, paper.rup_code) == ([paper.pk], [paper.pk])
    assert offered(ani, "rapat", chosen=paper.pk) == ([paper.pk, food.pk], [paper.pk])
    account = food.lines.get().account_code
    for words in (account.code, account.name.split()[0]):
        assert food.pk in offered(ani, words)[0]
    assert offered(ani, "tidak-ada") == ([], [])
    assert offered(ani, "\x00%_" * 99, chosen="9" * 40) == ([], [])
    section = f"{world.vendor.pk}-bela-plan_package"
    assert offered(ani, "kertas", field=section) == ([paper.pk], [paper.pk])
    hostile = ani.get(SEARCH, {"q": "kertas", "field": "<script>"}).text
    assert "<script>" not in hostile


def test_nobody_finds_what_they_may_not_charge(world):
    other = world.dedi.memberships.get().agency
    foreign = factories.make_package(other, name="Belanja kertas lain")
    year = world.package.fiscal_year - 1
    line = factories.make_line(world.agency, 1_000, year=year)
    with transaction.atomic():
        past = PlanPackage.objects.create(
            agency=world.agency,
            rup_code="59000001",
            name="Belanja kertas lama",
            fiscal_year=year,
            ceiling_rupiah=1_000,
        )
        factories.make_part(past, line, 1_000)
    ani = signed_in(world.ani)
    assert offered(ani, "kertas", chosen=foreign.pk) == ([], [])
    assert offered(signed_in(world.dedi), "kertas")[0] == [foreign.pk]
    for person in (world.budi, world.citra, world.gita):
        assert signed_in(person).get(SEARCH, {"q": "kertas"}).status_code == 403


def test_a_search_is_bounded_and_costs_few_queries(world, django_assert_max_num_queries):
    for number in range(22):
        factories.make_package(world.agency, name=f"Belanja kertas {number}")
    ani = signed_in(world.ani)
    ani.get(SEARCH, {"q": "kertas"})
    with django_assert_max_num_queries(8):
        assert len(offered(ani, "kertas", chosen=world.package.pk)[0]) == 21


def test_without_scripts_the_list_is_as_it_was(world):
    factories.make_package(world.agency)
    put(world, 1)
    page = signed_in(world.ani).get("/keranjang/bayar/").text
    assert re.search(r"<div data-dengan-skrip hidden>", page)
    assert re.search(rf'<select name="{FIELD}"[^>]*required', page)
