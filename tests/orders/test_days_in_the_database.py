"""What the services refuse about days, the database refuses as well; officers who book at once."""

from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.day_rules import Days, ready_on
from catalog.models import Sku
from marketplace.core import clock
from marketplace.core.holidays import closed_from
from marketplace.core.invariants import examine
from marketplace.orders.lifecycle import BOOKS_DAYS, OrderStatus
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.orders.services import approve_order, place, return_order, transitions
from tests import factories
from tests.days import EVENT, LUNCH, MONDAY, book, on_that_monday, rent_chairs, serve_meals
from tests.trust.concurrency import DONE, patiently, storm


@pytest.fixture
def world(db):
    """The cast on a Monday in November."""
    with on_that_monday():
        yield _cheap(factories.make_world())


def _cheap(made):
    made.product = factories.make_product(made.vendor, made.etalase, price_rupiah=20_000)
    made.sku = factories.sku_of(made.product)
    return made


def run(statement, params=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def refused(statement, params=(), *, by):
    with pytest.raises(DatabaseError) as told:
        run(statement, params)
    assert told.value.__cause__.diag.constraint_name == by


def returned(world, pieces, days):
    order = book(world, pieces, days)
    return_order(order_id=order.pk, reason="Periksa", actor=world.budi)
    return order


@pytest.mark.parametrize(
    ("change", "by"),
    [
        ("dating = 'week', capacity_per_day = stock", "sku_dating_is_known"),
        ("dating = 'day'", "dated_sku_has_its_days"),
        ("dating = 'day', capacity_per_day = 7", "dated_sku_has_its_days"),
        (
            "dating = 'rental', capacity_per_day = stock, reserved = 1",
            "dated_sku_has_its_days",
        ),
    ],
)
def test_a_dated_variant_has_its_days_and_no_stock(world, change, by):
    refused(f"UPDATE catalog_sku SET {change}", by=by)  # noqa: S608 - of the table above


LINES = [
    ("quantity = 303, total_rupiah = 303 * unit_price_rupiah", "line_days_are_free"),
    ("quantity = 121, total_rupiah = 121 * unit_price_rupiah", "line_is_of_whole_pieces"),
    ("wanted_until = wanted_on - 1", "line_days_fit"),
    ("wanted_until = NULL", "line_days_as_dated"),
    ("wanted_on = NULL, wanted_until = NULL", "line_days_as_dated"),
    ("wanted_hour = '12:00'", "line_days_fit"),
    ("wanted_until = wanted_on + 399", "line_is_of_whole_pieces"),
]


@pytest.mark.parametrize(("change", "by"), LINES)
def test_lines_of_a_rental(world, change, by):
    rent_chairs(world)
    returned(world, 40, EVENT)
    refused(f"UPDATE orders_orderline SET {change}", by=by)  # noqa: S608 - of the table above


def test_days_of_lines_are_frozen_with_the_order(world):
    serve_meals(world)
    order = book(world, 40, LUNCH)
    change = "UPDATE orders_orderline SET wanted_on = wanted_on + 1 WHERE order_id = %s"
    refused(change, [order.pk], by="order_lines_frozen")


def test_a_closed_day_takes_no_line_but_lets_one_shrink(world):
    serve_meals(world)
    order = returned(world, 40, LUNCH)
    run(
        "INSERT INTO catalog_closedday (vendor_id, day, closed_by_id, closed_at) "
        "VALUES (%s, %s, %s, now())",
        [world.vendor.pk, LUNCH.first, world.citra.pk],
    )
    set_units = "UPDATE orders_orderline SET quantity = %s, total_rupiah = %s * unit_price_rupiah"
    refused(set_units, [41, 41], by="line_days_are_free")
    with transaction.atomic():
        run(set_units, [39, 39])
        transaction.set_rollback(True)  # the order does not add up to it
    assert order.lines.get().quantity == 40


def _as_goods(world):
    Sku.objects.filter(pk=world.sku.pk).update(dating="none")


def _slower(world):
    Sku.objects.filter(pk=world.sku.pk).update(lead_days=9)


def _sooner(world):
    PurchaseOrder.objects.update(deliver_by=MONDAY)


@pytest.mark.parametrize(
    ("change", "by"),
    [
        (_as_goods, "line_days_as_dated"),
        (_slower, "order_day_too_soon"),
        (_sooner, "order_needed_with_its_days"),
    ],
)
def test_an_order_handed_in_past_the_services(world, change, by):
    serve_meals(world)
    order = returned(world, 10, LUNCH)
    change(world)
    order.refresh_from_db()
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        place.submit(order, actor=world.ani)
    assert told.value.__cause__.diag.constraint_name == by


def _approved(world, order):
    order.approved_by = world.budi
    transitions.advance(order, OrderStatus.APPROVED, by=world.budi)


def _accepted(world, order):
    transitions.advance(order, OrderStatus.ACCEPTED, by=world.citra)


@pytest.mark.parametrize("act", [_approved, _accepted])
def test_no_step_past_the_services_after_the_day(world, act):
    serve_meals(world)
    order = book(world, 10, LUNCH)
    if act is _accepted:
        order = approve_order(order_id=order.pk, actor=world.budi)
    with on_that_monday(13), pytest.raises(DatabaseError) as told, transaction.atomic():
        act(world, order)
    assert told.value.__cause__.diag.constraint_name == "order_day_passed"


def test_the_database_counts_days_as_the_services_do(world):
    with connection.cursor() as cursor:
        for state in OrderStatus:
            cursor.execute("SELECT orders_books_days(%s)", [state])
            assert cursor.fetchone()[0] == (state in BOOKS_DAYS), state
        holidays = closed_from(MONDAY)
        for lead in (None, 0, 1, 4, 5, 30, 260):
            cursor.execute("SELECT catalog_ready_on(%s, %s)", [MONDAY, lead])
            assert cursor.fetchone()[0] == ready_on(MONDAY, lead, holidays), lead


def test_officers_who_book_the_last_places_at_once(committed_db):
    world = _cheap(factories.make_world())
    rent_chairs(world, capacity_per_day=10)
    today = clock.today(world.agency.time_zone)
    ends = storm(6, [patiently(partial(book, world, 3, Days(today, today)))] * 6)
    assert ends == {DONE: 3, "day_full": 3}
    assert sum(line.pieces for line in OrderLine.objects.all()) == 9
    assert not [one.code for one, found in examine() if found]
