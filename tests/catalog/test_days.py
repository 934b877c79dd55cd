"""Days of meals and rentals: the rules by themselves, and the page of booked and closed days."""

from datetime import date

import pytest
from django.urls import reverse

from catalog import services
from catalog.closed_day_models import ClosedDay
from catalog.day_rules import Days, first_free, ready_on
from marketplace.core.errors import DomainError
from marketplace.orders.services import approve_order
from tests import factories
from tests.catalog.terms.stating import state
from tests.days import (
    EVENT,
    FRIDAY,
    LUNCH,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    THURSDAY,
    WEDNESDAY,
    book,
    rent_chairs,
    serve_meals,
    that_monday,
)
from tests.sourcing.test_cart import BACKEND

TUESDAY, SUNDAY = date(2026, 11, 10), date(2026, 11, 15)


@pytest.mark.parametrize(
    ("lead", "holidays", "ready"),
    [
        (None, (), MONDAY),
        (0, (MONDAY,), MONDAY),
        (1, (), TUESDAY),
        (2, (TUESDAY,), THURSDAY),
        (5, (), NEXT_MONDAY),  # no Saturday, no Sunday
    ],
)
def test_a_shop_is_ready_so_many_working_days_later(lead, holidays, ready):
    assert ready_on(MONDAY, lead, holidays) == ready


FREE = {MONDAY: 9, TUESDAY: 2, WEDNESDAY: 9, THURSDAY: 9, FRIDAY: 0, SATURDAY: 5, SUNDAY: 5}


@pytest.mark.parametrize(
    ("number", "pieces", "found"),
    [
        (1, 9, MONDAY),
        (2, 2, MONDAY),
        (2, 3, WEDNESDAY),
        (3, 1, MONDAY),
        (3, 3, None),
        (2, 5, WEDNESDAY),
        (1, 10, None),
    ],
)
def test_the_first_day_from_which_so_many_are_free_so_long(number, pieces, found):
    assert first_free(MONDAY, number, pieces, lambda day: FREE.get(day, 0)) == found


def test_days_from_first_to_last_are_counted_with_both():
    assert list(Days(THURSDAY, SATURDAY)) == [THURSDAY, FRIDAY, SATURDAY]
    assert [Days(THURSDAY).number, EVENT.number, Days(FRIDAY, THURSDAY).number] == [1, 3, 0]


@pytest.fixture
def world(db):
    """The cast on a Monday in November."""
    with that_monday() as made:
        yield made


def close(world, first, last=None, *, actor=None):
    return services.close_days(
        vendor_id=world.vendor.pk, first=first, last=last, actor=actor or world.citra
    )


def test_a_shop_closes_days_once_and_opens_them_again(world):
    assert close(world, FRIDAY, SUNDAY) == [FRIDAY, SATURDAY, SUNDAY]
    assert close(world, SATURDAY, NEXT_MONDAY) == [NEXT_MONDAY]
    services.open_day(vendor_id=world.vendor.pk, day=SATURDAY, actor=world.citra)
    services.open_day(vendor_id=world.vendor.pk, day=SATURDAY, actor=world.citra)
    assert set(ClosedDay.objects.values_list("day", flat=True)) == {FRIDAY, SUNDAY, NEXT_MONDAY}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 11, 8), None, "first"),
        (FRIDAY, THURSDAY, "last"),
        (FRIDAY, date(2028, 1, 1), "last"),
        (date(9999, 12, 31), None, "first"),
    ],
)
def test_impossible_days_are_not_closed(world, first, last, field):
    with pytest.raises(DomainError) as told:
        close(world, first, last)
    assert told.value.details["field"] == field
    assert not ClosedDay.objects.exists()


@pytest.mark.parametrize("name", ["ani", "mira", "kartika", "dedi"])
def test_only_owner_and_staff_close_days(world, name):
    with pytest.raises(DomainError) as told:
        close(world, FRIDAY, actor=getattr(world, name))
    assert told.value.code == "not_allowed"


def test_citra_reads_what_is_booked_and_closes_days(client, world):
    rent_chairs(world)
    chairs = book(world, 40, EVENT)
    meals = factories.make_product(world.vendor, world.etalase, price_rupiah=20_000)
    state(world, sku=factories.sku_of(meals), dating="day", capacity_per_day=100, lead_days=1)
    world.product = meals
    lunch = book(world, 30, LUNCH)
    client.force_login(world.citra, backend=BACKEND)
    assert reverse("shop_days") in client.get(reverse("vendor_products")).content.decode()
    address = reverse("shop_days")
    text = client.get(address).content.decode()
    assert text.count("ditahan pesanan yang menunggu persetujuan") == 3
    assert "70 ditahan" in text  # 40 chairs and 30 meals on that Thursday
    for order in (chairs, lunch):  # which a shop reads once they are approved
        assert order.number not in text
        assert str(order.public_id) not in text
        approve_order(order_id=order.pk, actor=world.budi)
    assert world.agency.name not in text
    text = client.get(address).content.decode()
    assert "ditahan pesanan" not in text
    assert text.count(chairs.number) == 3  # a line a day
    assert "30 × " in text
    assert "12.00" in text
    assert lunch.number in text
    assert client.post(address, {"first": str(FRIDAY), "last": str(THURSDAY)}).status_code == 422
    answer = client.post(address, {"first": str(THURSDAY), "last": ""}, follow=True)
    text = answer.content.decode()
    assert "1 hari kini tutup" in text
    assert text.count(chairs.number) == 3  # what is booked stays
    client.post(reverse("shop_day_open"), {"day": str(THURSDAY)})
    assert not ClosedDay.objects.exists()
    assert client.post(reverse("shop_day_open"), {"day": "besok"}).status_code == 404


def test_citra_says_on_the_page_of_the_terms_how_goods_are_booked(client, world):
    client.force_login(world.citra, backend=BACKEND)
    address = reverse("variant_terms", args=[world.sku.public_id])
    answer = client.post(address, {"min_quantity": "1", "dating": "rental"})
    assert answer.status_code == 422
    assert 'value="rental" selected' in answer.content.decode()
    assert client.post(address, {"min_quantity": "1", "dating": "harian"}).status_code == 422
    values = {"min_quantity": "1", "capacity_per_day": "80", "dating": "rental"}
    assert client.post(address, values).status_code == 302
    world.sku.refresh_from_db()
    assert (world.sku.dating, world.sku.stock) == ("rental", 80)


def test_everybody_reads_how_goods_are_booked(client, world):
    serve_meals(world)
    text = client.get(reverse("product_page", args=[world.product.public_id])).content.decode()
    assert "Satu hari, pada jam tertentu" in text
    assert "Rabu, 11 November 2026" in text
    answer = client.get(f"/api/v1/products/{world.product.public_id}/").json()
    assert (answer["variants"][0]["dating"], answer["variants"][0]["capacity_per_day"]) == (
        "day",
        100,
    )
