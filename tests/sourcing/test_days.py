"""Ani puts meals and chairs into her cart for days, changes the days there and checks out."""

from datetime import date

import pytest
from django.urls import reverse

from catalog import services as catalog
from catalog.day_rules import Days
from marketplace.core.errors import DomainError
from marketplace.orders.models import OrderLine
from marketplace.sourcing import filling, lines, queries, services
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.models import CartItem
from tests.days import (
    EVENT,
    FRIDAY,
    LUNCH,
    NEXT_MONDAY,
    SATURDAY,
    THURSDAY,
    book,
    rent_chairs,
    serve_meals,
    that_monday,
)
from tests.sourcing.test_cart import BACKEND
from tests.stories import FETCHED

LATE = date(2026, 11, 18)  # the sixth day from that Friday on


@pytest.fixture
def world(db):
    """The cast on a Monday in November."""
    with that_monday() as made:
        yield made


@pytest.fixture
def page(client, world):
    client.force_login(world.ani, backend=BACKEND)
    return client


def put(world, pieces, days=None):
    return services.add_to_cart(
        actor=world.ani,
        agency_id=world.agency.pk,
        sku_id=world.sku.pk,
        quantity=pieces,
        wanted=days,
    )


def section(world):
    items = items_of(queries.cart_of(world.ani, world.agency.pk), only_chosen=True)
    return queries.sections(items, world.agency)[0]


def test_pieces_and_days_of_a_rental_are_its_units(world):
    rent_chairs(world)
    item = put(world, 40, EVENT)
    assert (item.pieces, item.quantity) == (40, 120)
    assert put(world, 10, EVENT).quantity == 150
    services.change_days(actor=world.ani, item_id=item.pk, wanted=Days(FRIDAY, FRIDAY))
    item.refresh_from_db()
    assert (item.pieces, item.quantity) == (50, 50)
    services.change_quantity(actor=world.ani, item_id=item.pk, quantity=20)
    services.change_days(actor=world.ani, item_id=item.pk, wanted=None)
    item.refresh_from_db()
    assert (item.pieces, item.wanted) == (20, None)
    assert section(world).needs_attention
    assert put(world, 5, EVENT).quantity == 75


def test_bounds_and_tiers_of_a_rental_are_asked_of_its_units(page, world):
    rent_chairs(world, min_quantity=100, max_quantity=200, tiers=((100, 15_000),))
    item = put(world, 40)  # of a list: its days are not known yet
    assert 'data-min="1"' in page.get(reverse("cart")).content.decode()
    assert not section(world).lines[0].outside
    for days, code in (
        (Days(FRIDAY, FRIDAY), "below_minimum"),
        (Days(FRIDAY, LATE), "above_maximum"),
    ):
        with pytest.raises(DomainError) as told:
            services.change_days(actor=world.ani, item_id=item.pk, wanted=days)
        assert told.value.code == code
    services.change_days(actor=world.ani, item_id=item.pk, wanted=EVENT)
    order = book(world, 40, EVENT)
    (again,) = filling.judged(filling.of_order(order), actor=world.ani)
    assert (again.problem, again.wanted.changed) == ("", "")
    assert again.wanted.price_rupiah == 15_000


def test_one_thing_lies_in_a_cart_for_one_day(world):
    serve_meals(world)
    put(world, 10, LUNCH)
    with pytest.raises(lines.OtherDays):
        put(world, 10, Days(FRIDAY))
    assert put(world, 10).quantity == 20  # said without a day, it joins the one there
    assert CartItem.objects.get().wanted == LUNCH


def test_a_day_that_was_taken_meanwhile_is_said_in_the_cart(world):
    serve_meals(world)
    put(world, 30, LUNCH)
    assert not section(world).needs_attention
    book(world, 80, LUNCH)
    line = section(world).lines[0]
    assert "20 dari 100" in line.untimely
    catalog.set_variant_terms(
        sku_id=world.sku.pk,
        terms={
            "min_quantity": 1,
            "max_quantity": None,
            "lead_days": None,
            "capacity_per_day": None,
            "dating": "none",
        },
        tiers=(),
        actor=world.citra,
    )
    assert "tidak lagi dipesan" in section(world).lines[0].untimely


def test_ani_chooses_day_and_hour_on_the_page_and_changes_them_in_the_cart(page, world):
    serve_meals(world)
    goods = reverse("product_page", args=[world.product.public_id])
    text = page.get(goods).content.decode()
    assert "Rabu, 11 November 2026" in text  # the next free day
    for name in ("wanted_on", "wanted_hour"):
        assert f'name="{name}"' in text
    assert 'name="wanted_until"' not in text
    typed = {"sku": world.sku.public_id, "quantity": "120", "wanted_on": str(THURSDAY)}
    answer = page.post(reverse("cart_add"), {**typed, "wanted_hour": "12:30"}, follow=True)
    text = answer.content.decode()
    assert "100 dari 100" in text
    for value in ("120", str(THURSDAY), "12:30"):
        assert f'value="{value}"' in text  # nothing typed is lost
    assert not CartItem.objects.exists()
    answer = page.post(reverse("cart_add"), {**typed, "quantity": "90", "wanted_on": "kapan"})
    assert answer.status_code == 302
    page.post(reverse("cart_add"), {**typed, "quantity": "90", "wanted_hour": "12:30"})
    item = CartItem.objects.get()
    assert "Kamis, 12 November 2026 pukul 12.30" in page.get(reverse("cart")).content.decode()
    days = reverse("cart_days", args=[item.pk])
    answer = page.post(days, {"wanted_on": "2026-11-10", "wanted_hour": "09:00"})
    assert answer.status_code == 422
    assert 'value="09:00"' in answer.content.decode()
    assert page.post(days, {"wanted_on": str(NEXT_MONDAY)}).status_code == 302
    item.refresh_from_db()
    assert item.wanted == Days(NEXT_MONDAY)
    assert page.post(days, {"wanted_on": "bukan hari"}).status_code == 422


def test_chairs_without_a_day_wait_in_the_cart_and_are_ordered_with_it(page, world):
    rent_chairs(world)
    typed = {"sku": world.sku.public_id, "quantity": "40"}
    answer = page.post(reverse("cart_add"), typed, follow=True)
    assert "Pilih hari." in answer.content.decode()
    assert not CartItem.objects.exists()
    item = put(world, 40)  # from a saved list, or an order once more
    text = page.get(reverse("cart")).content.decode()
    assert "dipesan untuk hari tertentu" in text
    page.post(
        reverse("cart_days", args=[item.pk]),
        {"wanted_on": str(THURSDAY), "wanted_until": str(SATURDAY)},
    )
    text = page.get(reverse("checkout")).content.decode()
    assert "40 × 3 hari" in text
    found = section(world)
    terms = services.Terms(
        title="Kursi untuk upacara",
        commitment_officer_id=world.budi.pk,
        plan_package_id=world.package.pk,
        account_code_id=world.account_code.pk,
        delivery_address="Jalan Contoh 1",
        delivery_region_id=world.agency.region_id,
        freight=FETCHED,
        grounds=services.Grounds(uncompared="Hanya toko ini yang menyewakan"),
    )
    services.checkout(
        actor=world.ani,
        cart_id=item.cart_id,
        terms={found.key: terms},
        seen=queries.seen([found]),
        key="satu",
        request={},
    )
    assert OrderLine.objects.get().wanted == EVENT


def test_the_cart_of_somebody_else_stays_as_it_is(client, world):
    rent_chairs(world)
    item = put(world, 4, EVENT)
    client.force_login(world.dedi, backend=BACKEND)
    answer = client.post(reverse("cart_days", args=[item.pk]), {"wanted_on": str(FRIDAY)})
    assert answer.status_code == 404
    item.refresh_from_db()
    assert item.wanted == EVENT


def test_days_cost_three_queries_however_many_lines(world, django_assert_max_num_queries):
    rent_chairs(world)
    put(world, 4, EVENT)
    cart = queries.cart_of(world.ani, world.agency.pk)
    with django_assert_max_num_queries(13):
        items = items_of(cart, only_chosen=True)
        assert queries.sections(items, world.agency)[0].lines[0].untimely == ""
