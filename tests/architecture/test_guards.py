"""Whatever the database refuses has a sentence for the person who reads the refusal."""

import errno
import re

import pytest
from django.db import DatabaseError, ProgrammingError, connection
from django.utils import translation

from marketplace.core import guards
from marketplace.core.errors import (
    Busy,
    Conflict,
    InvalidTransition,
    NoRoom,
    OutOfStock,
    RuleViolation,
)
from tests.factories import World

ROOMS = (
    "core|web|accounts|documents|notices|appointments|privacy|vendors|licences|sanctions|members|support|pipeline|"
    "counter|"
    "catalog|showcases|moderation|questions|importing|channel_keys|shortlists|negotiation|competition|budget|"
    "orders|"
    "fulfilment|sourcing|payments"
)
OURS = f"^({ROOMS})_"
# Named by Django for single columns and references; the map answers them by their SQLSTATE.
BY_DJANGO = re.compile(OURS + r".*(_check|_pkey|_key|_uniq|_like|_fk_\w+|_[0-9a-f]{8})$")
NAMED = """
SELECT conname FROM pg_constraint JOIN pg_class t ON t.oid = conrelid
WHERE t.relname ~ %(ours)s AND contype IN ('c', 'u', 'x', 'f')
UNION SELECT i.relname FROM pg_index JOIN pg_class i ON i.oid = indexrelid
JOIN pg_class t ON t.oid = indrelid
WHERE t.relname ~ %(ours)s AND indisunique AND NOT indisprimary
"""
SOURCES = (
    "SELECT prosrc FROM pg_proc WHERE proname ~ %(ours)s AND prosrc LIKE '%%RAISE EXCEPTION%%'"
)


def rows(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ours": OURS})
        return [row[0] for row in cursor.fetchall()]


def of_the_tables() -> set[str]:
    return {name for name in rows(NAMED) if not BY_DJANGO.match(name)}


def of_the_triggers() -> set[str]:
    return {name for source in rows(SOURCES) for name in re.findall("CONSTRAINT = '(.*?)'", source)}


def test_each_guard_of_the_database_has_its_sentence(db):
    found = of_the_tables() | of_the_triggers()
    assert len(found) > 100
    assert sorted(found - guards.known().keys()) == []


def test_no_sentence_is_left_of_a_guard_that_is_gone(db):
    assert sorted(guards.known().keys() - of_the_tables() - of_the_triggers()) == []


def test_each_trigger_that_refuses_says_its_name(db):
    for source in rows(SOURCES):
        assert source.count("RAISE EXCEPTION") == source.count("CONSTRAINT = '"), source


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_sentence_is_said_in_both_languages(language):
    with translation.override("en"):
        english = {name: str(guard.sentence) for name, guard in guards.known().items()}
    with translation.override(language):
        said = {name: str(guard.sentence) for name, guard in guards.known().items()}
    for name, sentence in said.items():
        assert sentence.endswith(".")
        assert (sentence == english[name]) == (language == "en"), name


@guards.use_case
def careless(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("UPDATE catalog_sku SET reserved = stock + 1", OutOfStock),  # a named check
        ("UPDATE catalog_product SET status = 'draft'", InvalidTransition),  # a trigger
        ("UPDATE catalog_sku SET price_mark_id = -1", Conflict),  # a reference
        ("UPDATE catalog_sku SET stock = 99999999999999999999", RuleViolation),  # out of range
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'deadlock_detected'; END $$", Busy),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'disk_full'; END $$", NoRoom),
    ],
)
def test_a_use_case_ends_in_a_refusal_that_keeps_its_cause(world: World, change, refusal):
    with pytest.raises(refusal) as failed:
        careless(change)
    assert type(failed.value) is refusal
    assert isinstance(failed.value.__cause__, DatabaseError)


def test_a_full_disk_of_files_is_the_same_refusal():
    assert isinstance(guards.refusal(OSError(errno.ENOSPC, "full")), NoRoom)
    assert guards.refusal(OSError(errno.EACCES, "closed")) is None


def test_a_bug_stays_a_bug(db):
    with pytest.raises(ProgrammingError):
        careless("SELECT 1 FROM nowhere")
    assert guards.refusal(ZeroDivisionError()) is None
