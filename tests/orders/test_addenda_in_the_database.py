"""What the services refuse about delivery days, the database refuses as well."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core import clock
from marketplace.core.invariants import examine
from marketplace.orders.models import Addendum
from marketplace.orders.services import agree_day
from tests import stories
from tests.orders.test_addenda import a_later_day_is_left, later, proposed
from tests.orders.test_delivery_day import promised

__all__ = ["a_later_day_is_left"]


def committed(statement, params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(statement, params=(), *, by):
    with pytest.raises(DatabaseError) as said:
        committed(statement, params)
    assert said.value.__cause__.diag.constraint_name == by


def test_the_day_of_an_order_moves_by_an_addendum_alone(kept_world):
    order = promised(kept_world, deliver_by=clock.today(kept_world.agency.time_zone))
    for change in ("due_on + 1", "NULL"):
        refused(f"UPDATE orders_purchaseorder SET due_on = {change}", by="order_due_day")  # noqa: S608
    proposed(kept_world, order)
    refused("UPDATE orders_purchaseorder SET due_on = %s", [later(order)], by="order_due_day")
    agreed = (
        "UPDATE orders_addendum SET status = 'agreed', number = 'ADD-1', answered_at = now(), "
        "answered_by_id = %s"
    )
    refused(agreed, [kept_world.citra.pk], by="addendum_of_two_sides")
    refused(agreed, [kept_world.ani.pk], by="addendum_of_two_sides")
    refused(agreed, [kept_world.budi.pk], by="addendum_moves_its_order")
    agree_day(order_id=order.pk, seen=1, actor=kept_world.budi)
    refused("UPDATE orders_purchaseorder SET due_on = due_on - 1", by="order_due_day")
    assert not [one.code for one, found in examine() if found]


@pytest.mark.parametrize(
    ("forged", "guard"),
    [
        ({"status": "lapsed", "answered_at": "now"}, "addendum_of_awaited_goods"),
        ({"by_shop": False}, "addendum_of_two_sides"),
        ({"proposed_by": "ani"}, "addendum_of_two_sides"),
        ({"from_day": "to_day"}, "addendum_of_awaited_goods"),
        ({"to_day": "past"}, "addendum_day_within_rules"),
        ({"reason": ""}, "addendum_moves_the_day"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_a_proposal_is_of_one_side_for_a_day_that_can_be(kept_world, forged, guard):
    today = clock.today(kept_world.agency.time_zone)
    order = promised(kept_world, deliver_by=today)
    known = {
        "now": clock.now(),
        "ani": kept_world.ani,
        "to_day": later(order),
        "past": today.replace(day=1, year=today.year - 1),
    }
    values = {
        "order": order,
        "from_day": today,
        "to_day": later(order),
        "reason": "Kapal tertunda",
        "by_shop": True,
        "proposed_by": kept_world.citra,
        "proposed_at": clock.now(),
        **{name: known.get(value, value) for name, value in forged.items()},
    }
    if "from_day" in forged:
        values["to_day"] = today
    with pytest.raises(DatabaseError) as said, transaction.atomic():
        Addendum.objects.create(**values)
    assert said.value.__cause__.diag.constraint_name == guard


def test_what_was_proposed_stays_and_waits_for_an_answer(kept_world):
    order = promised(kept_world, deliver_by=clock.today(kept_world.agency.time_zone))
    proposed(kept_world, order)
    for change, guard in (
        ("reason = 'x'", "addendum_stays"),
        ("answer = 'x'", "addendum_stays"),
        ("status = 'lapsed', answered_at = now()", "addendum_of_awaited_goods"),
    ):
        refused(f"UPDATE orders_addendum SET {change}", by=guard)  # noqa: S608
    agree_day(order_id=order.pk, seen=1, actor=kept_world.budi)
    refused("UPDATE orders_addendum SET answered_at = now()", by="addendum_of_awaited_goods")
    row = Addendum.objects.get()
    received = stories.received(kept_world)
    with pytest.raises(DatabaseError) as said, transaction.atomic():
        Addendum.objects.create(
            order=received,
            from_day=received.due_on,
            to_day=clock.today(kept_world.agency.time_zone),
            reason=row.reason,
            by_shop=True,
            proposed_by=kept_world.citra,
            proposed_at=clock.now(),
        )
    assert said.value.__cause__.diag.constraint_name == "addendum_of_awaited_goods"
