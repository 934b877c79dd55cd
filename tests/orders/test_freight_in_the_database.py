"""What the services refuse about freight, the database refuses as well."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core.invariants import examine
from tests import factories
from tests import stories as told
from tests.orders import stories

COPY = """
INSERT INTO orders_purchaseorder ({columns}) SELECT {values}
FROM orders_purchaseorder WHERE id = %s
"""
FORGED = {
    "number": "'BELA-2026-900001'",
    "public_id": "gen_random_uuid()",
    "status": "'draft'",
    "approved_by_id": "NULL",
}


def refused(statement, params=(), *, by):
    with (
        pytest.raises(DatabaseError) as said,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, params)
    assert said.value.__cause__.diag.constraint_name == by


def copied(order, by, **forged):
    """Insert an order like this one, with some columns forged."""
    columns = [field.column for field in type(order)._meta.concrete_fields if field.column != "id"]
    values = [{**FORGED, **forged}.get(column, column) for column in columns]
    statement = COPY.format(columns=", ".join(columns), values=", ".join(values))
    refused(statement, [order.pk], by=by)


def test_an_order_cannot_be_written_with_a_freight_that_nobody_stated(world):
    order = stories.submitted(world)
    more = {"freight_rupiah": "1", "gross_rupiah": "gross_rupiah + 1"}
    copied(order, "order_freight_as_stated", freight_way="'before'")
    copied(order, "order_freight_as_stated", freight_way="'table'", freight_up_to_km="25", **more)
    copied(order, "order_freight_rests_on_its_way", **more)
    quote = told.asked(world)
    by_answer = {"freight_way": "'quote'", "freight_quote_id": str(quote.pk)}
    copied(order, "order_freight_as_stated", **by_answer)


def test_an_answer_pays_what_it_says_for_its_office_once(world):
    order = stories.submitted(world, freight_rupiah=50_000)
    copied(
        order,
        "order_freight_as_stated",
        freight_rupiah="49999",
        gross_rupiah="gross_rupiah - 1",
    )
    copied(order, "order_freight_as_stated", delivery_region_id=str(world.vendor.region_id))
    copied(order, "one_order_per_freight_quote")


def test_freight_stays_as_it_was_ordered_and_answered(world):
    order = stories.returned(world, freight_rupiah=50_000)
    cheaper = "freight_rupiah = 0, gross_rupiah = gross_rupiah - 50000"
    for change in (cheaper, "freight_way = 'before', freight_quote_id = NULL"):
        refused(f"UPDATE orders_purchaseorder SET {change}", by="order_freight_frozen")  # noqa: S608
    for statement in (
        "UPDATE orders_freightquote SET freight_rupiah = 1",
        "UPDATE orders_freightquote SET valid_until = valid_until + 1",
        "UPDATE orders_freightquoteline SET quantity = 1000",
    ):
        refused(statement, by="freight_quote_stays")
    more = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    line = "INSERT INTO orders_freightquoteline (quote_id, sku_id, quantity) VALUES (%s, %s, 1)"
    refused(line, [order.freight_quote_id, more.pk], by="freight_quote_stays")
    refused("DELETE FROM orders_freightquoteline", by=None)  # the role may not
    assert not [one.code for one, found in examine() if found]


def test_a_request_begins_waiting_and_asks_for_goods_of_its_shop(world):
    quote = told.asked(world)
    other = factories.sku_of(factories.make_product(factories.make_vendor(), world.etalase))
    line = "INSERT INTO orders_freightquoteline (quote_id, sku_id, quantity) VALUES (%s, %s, 1)"
    refused(line, [quote.pk, other.pk], by="quoted_goods_are_of_the_shop")
    said = "freight_rupiah = 1, answered_by_id = %s, answered_at = now(), valid_until = %s"
    refused(
        f"UPDATE orders_freightquote SET status = 'answered', {said}",  # noqa: S608
        [world.citra.pk, "2126-01-01"],
        by="freight_quote_holds_a_while",
    )
