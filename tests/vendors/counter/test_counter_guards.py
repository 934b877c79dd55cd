"""The door of raw SQL: no confirmation without code or paper, nothing rewritten or removed."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core import clock
from tests.vendors.counter import staging
from vendors.counter import services
from vendors.counter.models import CounterSession, SessionStatus


@contextmanager
def refused(name: str):
    """Expect the guard of this name."""
    with pytest.raises(DatabaseError) as failure, transaction.atomic():
        yield
    assert failure.value.__cause__.diag.constraint_name == name, failure.value


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_confirmed_needs_a_confirmation(session, vendor):
    with refused("confirmed_session_has_its_confirmation"):
        run("UPDATE counter_countersession SET status = 'confirmed' WHERE id = %s", session.pk)
    assert CounterSession.objects.get(pk=session.pk).status == SessionStatus.OPEN


INSERT = (
    "INSERT INTO counter_confirmation (session_id, how, code_id, paper_id, owner_id, officer_id, "
    "phone, upto, confirmed_at) VALUES (%s, %s, %s, %s, %s, %s, '', %s, now())"
)


def upto(vendor) -> int:
    return vendor.field_entries.latest("pk").pk


def test_a_confirmation_needs_a_code_or_a_paper(session, vendor, lokita, world):
    for how in ("sms", "paper"):
        with refused("confirmed_by_code_or_paper"):
            run(INSERT, session.pk, how, None, None, world.citra.pk, lokita.pk, upto(vendor))


def test_a_code_that_nobody_typed_confirms_nothing(session, vendor, lokita, world, sms_box):
    services.send_code(session_id=session.pk, actor=lokita)
    code = session.codes.get()
    with refused("confirmation_used_its_code"):
        run(INSERT, session.pk, "sms", code.pk, None, world.citra.pk, lokita.pk, upto(vendor))


def test_a_paper_of_another_kind_or_state_confirms_nothing(session, vendor, lokita, world):
    paper = vendor.documents.first().file
    with refused("confirmation_is_of_the_printed_sheet"):
        run(INSERT, session.pk, "paper", None, paper.pk, world.citra.pk, lokita.pk, upto(vendor))


def test_the_officer_is_not_the_owner(session, vendor, lokita, sms_box):
    services.send_code(session_id=session.pk, actor=lokita)
    code = session.codes.get()
    run("UPDATE counter_confirmationcode SET used_at = now() WHERE id = %s", code.pk)
    with refused("nobody_confirms_their_own_typing"):
        run(INSERT, session.pk, "sms", code.pk, None, lokita.pk, lokita.pk, upto(vendor))


def test_what_was_typed_after_the_confirmation_undoes_it(session, vendor, lokita, sms_box):
    staging.confirmed_by_code(session, lokita, sms_box)
    run(
        "INSERT INTO vendors_fieldentry (vendor_id, field, paper, entered_by_id, entered_at) "
        "VALUES (%s, 'bank', '', %s, now())",
        vendor.pk,
        lokita.pk,
    )
    with refused("session_is_confirmed_as_it_stands"):
        run(
            "UPDATE counter_countersession SET status = 'submitted', ended_at = now() "
            "WHERE id = %s",
            session.pk,
        )


def test_an_ended_session_stays(session, lokita):
    services.close_session(session_id=session.pk, actor=lokita)
    with refused("ended_session_stays"):
        run("UPDATE counter_countersession SET lacked = '[]' WHERE id = %s", session.pk)
    with refused("ended_session_stays"):
        run("UPDATE counter_countersession SET status = 'open' WHERE id = %s", session.pk)


@pytest.mark.parametrize("column", ["queue_number = 'Z'", "day = day - 1", "opened_at = now()"])
def test_who_came_when_is_never_rewritten(session, column):
    with refused("frozen_column"):
        run(f"UPDATE counter_countersession SET {column} WHERE id = %s", session.pk)  # noqa: S608


def test_a_code_is_used_once_and_never_made_anew(session, vendor, lokita, sms_box):
    staging.confirmed_by_code(session, lokita, sms_box)
    for change in (
        "used_at = NULL",
        "tries = 0, expires_at = now()",
        "code_hash = repeat('0', 64)",
    ):
        with refused("counter_code_is_used_once"):
            run(f"UPDATE counter_confirmationcode SET {change}")  # noqa: S608


def test_tries_are_not_taken_back(session, vendor, lokita, sms_box):
    services.send_code(session_id=session.pk, actor=lokita)
    run("UPDATE counter_confirmationcode SET tries = 5")
    with refused("counter_code_is_used_once"):
        run("UPDATE counter_confirmationcode SET tries = 0")
    with refused("counter_code_used_in_time"):
        run("UPDATE counter_confirmationcode SET used_at = %s", clock.now())


def test_whoever_typed_gives_no_verdict(session, vendor, lokita):
    with refused("reviewer_typed_nothing"):
        run(
            "INSERT INTO vendors_fieldreview (vendor_id, field, ok, reason, value, "
            "reviewed_by_id, reviewed_at) VALUES (%s, 'nib', true, '', '', %s, now())",
            vendor.pk,
            lokita.pk,
        )
    with refused("reviewer_typed_nothing"):
        run(
            "UPDATE vendors_vendor SET approved_by_id = %s, approved_at = now() WHERE id = %s",
            lokita.pk,
            vendor.pk,
        )


@pytest.mark.parametrize(
    "table",
    [
        "vendors_fieldentry",
        "counter_countersession",
        "counter_confirmationcode",
        "counter_confirmation",
        "counter_sessionstatuschange",
        "counter_desk",
    ],
)
def test_nothing_is_removed(table, session, vendor, lokita, sms_box):
    staging.confirmed_by_code(session, lokita, sms_box)
    with pytest.raises(DatabaseError), transaction.atomic():
        run(f"DELETE FROM {table}")  # noqa: S608
    with pytest.raises(DatabaseError), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")


def test_who_typed_is_never_rewritten(session, vendor, world):
    with pytest.raises(DatabaseError), transaction.atomic():
        run("UPDATE vendors_fieldentry SET entered_by_id = %s", world.joko.pk)
