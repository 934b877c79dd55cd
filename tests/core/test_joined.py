"""Rows read by statements that a connection keeps prepared."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core.joined import Prepared, read_rows

NAMED = """
SELECT r.name FROM accounts_region r
WHERE r.code = %(code)s AND r.name LIKE '%%' || %(end)s AND r.code = %(code)s
"""


def times_prepared(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE name = %s",
            [Prepared.of(statement).name],
        )
        return int(cursor.fetchone()[0])


def test_a_parameter_named_twice_is_one_and_a_percent_sign_stays_one():
    made = Prepared.of(NAMED)
    assert made.places == ("code", "end")
    assert made.body.count("$1") == 2
    assert "LIKE '%' || $2" in made.body
    assert made.call == f"EXECUTE {made.name}(%s, %s)"


def test_a_statement_is_prepared_once_and_answers_each_time(world, django_assert_num_queries):
    place = world.agency.region
    with django_assert_num_queries(2):
        for end in (place.name[-3:], "nowhere"):
            found = read_rows(NAMED, {"code": place.code, "end": end})
            assert found == ([(place.name,)] if end != "nowhere" else [])
    assert times_prepared(NAMED) == 1


def test_words_of_a_visitor_stay_words(world):
    hostile = "x'); DROP TABLE accounts_region; --"
    assert read_rows(NAMED, {"code": hostile, "end": hostile}) == []


def test_a_new_connection_knows_nothing_and_is_told(committed_world):
    asked = {"code": committed_world.agency.region.code, "end": ""}
    assert read_rows(NAMED, asked)
    connection.close()
    assert times_prepared(NAMED) == 0
    assert read_rows(NAMED, asked)
    assert times_prepared(NAMED) == 1


def test_a_statement_that_cannot_be_prepared_is_an_error_of_the_database(world):
    with pytest.raises(DatabaseError), transaction.atomic():
        read_rows("SELECT nothing FROM nowhere WHERE a = %(a)s", {"a": 1})
    assert read_rows("SELECT %(a)s::int", {"a": 1}) == [(1,)]
