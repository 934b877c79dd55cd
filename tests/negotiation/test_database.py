"""What the use-cases refuse, the database refuses as well: of negotiations, and of their orders."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core.invariants import examine
from marketplace.orders.freight import FreightChoice
from tests import factories
from tests.negotiation import stories
from tests.orders import stories as orders
from tests.orders.test_freight_in_the_database import copied

ROUND = (
    "INSERT INTO negotiation_round "
    "(negotiation_id, number, side, step, freight_rupiah, words, acted_by_id, acted_at) "
    "VALUES ({row}, {number}, '{side}', '{step}', {freight}, '{words}', {person}, now())"
)

LINE = (
    "INSERT INTO negotiation_negotiatedline (negotiation_id, agency_id, sku_id, price_version_id, "
    "revision_id, name, unit, quantity, list_rupiah, is_open) VALUES ({row.pk}, {row.agency_id}, "
    "{sku}, {line.price_version_id}, {line.revision_id}, 'x', 'x', 1, 1, true)"
)


@pytest.fixture
def world(kept_world):
    return kept_world


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(statement, *, by):
    with pytest.raises(DatabaseError) as said:
        run(statement)
    assert said.value.__cause__.diag.constraint_name == by


def spoken(row, person, **fields):
    values = {"number": 2, "side": "shop", "step": "counter", "freight": 0, "words": ""}
    return ROUND.format(row=row.pk, person=person.pk, **{**values, **fields})


@pytest.mark.parametrize(
    ("fields", "by"),
    [
        ({"number": 3}, "round_in_turn"),
        ({"side": "buyer"}, "round_in_turn"),
        ({"step": "offer"}, "round_in_turn"),
        ({"freight": 20_001}, "offer_within_the_list"),
        ({"freight": "NULL"}, "round_names_its_freight"),
        ({"step": "refuse", "freight": "NULL"}, "refusal_says_why"),
        ({}, "round_prices_all_its_goods"),
    ],
)
def test_a_round_comes_in_turn_whole_and_within_the_list(world, fields, by):
    row = stories.offered(world, list_freight_rupiah=20_000)
    refused(spoken(row, world.citra, **fields), by=by)


def test_a_yes_that_changes_nothing_says_why(world):
    row = stories.offered(world, stories.LIST, words="Minta pagi hari")
    yes = spoken(row, world.citra, step="accept", freight="NULL")
    refused(yes, by="negotiation_says_why")


def test_a_negotiation_ends_as_its_rounds_say_and_stays_so(world):
    row = stories.offered(world)
    agreed = f"status = 'agreed', agreed_id = {row.rounds.get().pk}, valid_until = '2126-01-01'"
    update = "UPDATE negotiation_negotiation SET {} WHERE id = {}"
    end = "negotiation_ends_as_its_rounds"
    refused(update.format(f"{agreed}, closed_at = now()", row.pk), by=end)
    refused(update.format("status = 'refused', closed_at = now()", row.pk), by=end)
    refused(update.format("turn = 'buyer'", row.pk), by=end)
    price = "UPDATE negotiation_negotiatedline SET list_rupiah = 1"
    refused(price, by="negotiated_line_stays")
    refused("UPDATE negotiation_negotiatedline SET is_open = false", by="negotiated_line_stays")
    stories.accepted(row, world.citra)
    later = update.format("valid_until = '2126-01-01'", row.pk)
    refused(later, by="negotiation_stays")
    more = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    line = row.lines.get()
    refused(LINE.format(row=row, sku=more.pk, line=line), by="negotiated_line_stays")


def test_an_order_costs_what_its_own_negotiation_says_and_no_other(world):
    row = stories.agreed(world)
    order = orders.submitted(world, freight=FreightChoice("agreed", negotiation_id=row.pk))
    line = order.lines.get()
    copied(order, "one_order_per_negotiation")
    free = {"freight_rupiah": "0", "gross_rupiah": "gross_rupiah - freight_rupiah"}
    copied(order, "order_freight_as_stated", **free)
    copied(order, "order_freight_rests_on_its_way", freight_way="'fetched'", **free)
    price = (
        "INSERT INTO orders_agreedprice (kind, sku_id, unit_price_rupiah, source, agreed_by_id, "
        "agreed_at) VALUES ('negotiated', {sku}, {rupiah}, 'negotiation:{row}', {by}, now())"
    )
    given = {"sku": line.sku_id, "rupiah": 1, "row": row.pk, "by": world.ani.pk}
    refused(price.format(**given), by="agreed_price_was_negotiated")
    running = stories.offered(world, product=factories.make_product(world.vendor, world.etalase))
    given |= {"rupiah": 900_000, "row": running.pk}
    refused(price.format(**given), by="agreed_price_was_negotiated")


def test_a_list_price_line_never_borrows_what_was_negotiated(world):
    row = stories.agreed(world)
    bought = orders.submitted(world, freight=FreightChoice("agreed", negotiation_id=row.pk))
    listed = orders.returned(world)
    agreed = bought.lines.get().agreed_price_id
    refused(
        "UPDATE orders_orderline SET unit_price_rupiah = 900000, total_rupiah = quantity * 900000, "  # noqa: S608
        f"agreed_price_id = {agreed} WHERE order_id = {listed.pk}",
        by="line_as_negotiated",
    )
    assert not [one.code for one, found in examine() if found]
