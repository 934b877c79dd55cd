"""The trail is one chain: sealed in commit order, and a changed byte is found."""

import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from marketplace.core import audit, locks
from marketplace.core.models import AuditEvent
from tests import factories
from tests.owner import run_as_owner
from tests.waiting import eventually


def record(user, action="test.done", **data):
    with transaction.atomic():
        return audit.record(action, actor=user, subject=user, reason="karena perlu", **data)


@pytest.fixture
def sealed_before(committed_db) -> int:
    """How many lines the migrated database had: the national rules; they are sealed now."""
    seal_all()
    return audit.verify().sealed


def seal_all() -> None:
    """Seal until no tail is left.

    A line waits for every older transaction of the whole server, other tests' included.
    """

    def sealed() -> bool:
        audit.seal()
        return audit.verify().unsealed == 0

    eventually(sealed)


def test_lines_are_chained_and_verified(sealed_before):
    user = factories.make_user("Ani")
    for number in range(5):
        record(user, number=number)
    seal_all()
    assert audit.seal() == 0
    report = audit.verify()
    assert (report.sealed, report.unsealed, report.broken_at) == (sealed_before + 5, 0, None)


def test_a_flipped_byte_is_found(committed_db, capsys):
    user = factories.make_user("Ani")
    for number in range(3):
        record(user, number=number)
    seal_all()
    run_as_owner(
        committed_db,
        "ALTER TABLE core_auditevent DISABLE TRIGGER USER",
        "UPDATE core_auditevent SET reason = 'karena perlv' WHERE position = 2",
    )
    assert audit.verify().broken_at == 2
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert "first broken 2" in capsys.readouterr().out


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_removed_line_is_found(committed_db, sealed_before, place):
    user = factories.make_user("Ani")
    for number in range(3):
        record(user, number=number)
    seal_all()
    run_as_owner(
        committed_db,
        "ALTER TABLE core_auditevent DISABLE TRIGGER USER",
        f"DELETE FROM core_auditevent WHERE position = {sealed_before + place}",  # noqa: S608 - a number
    )
    # Losing the very end leaves a shorter chain that holds; its length is what verify states.
    report = audit.verify()
    assert report.broken_at is not None or report.sealed == sealed_before + 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET reason = 'x'",
        "UPDATE core_auditevent SET position = 9 WHERE position IS NOT NULL",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent CASCADE",
    ],
)
def test_the_application_cannot_rewrite_the_trail(committed_db, statement):
    record(factories.make_user("Ani"))
    seal_all()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert audit.verify().broken_at is None


def test_a_line_that_commits_late_is_not_overtaken(sealed_before):
    """Two sessions: the older transaction is still open, so nothing after it is sealed yet."""
    user = factories.make_user("Ani")
    written, finish = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            audit.record("test.slow", actor=user, subject=user)
            written.set()
            finish.wait(10)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    assert written.wait(10)
    record(user, "test.quick")
    assert audit.seal() == 0  # the quick line has committed but must wait for the slow one
    finish.set()
    writer.join(10)
    seal_all()
    sealed = AuditEvent.objects.order_by("position").values_list("action", flat=True)
    assert list(sealed)[sealed_before:] == ["test.slow", "test.quick"]
    assert audit.verify().broken_at is None


def test_only_one_seals_at_a_time(committed_db):
    user = factories.make_user("Ani")
    record(user)
    held, release = threading.Event(), threading.Event()

    def other_sealer() -> None:
        with transaction.atomic():
            locks.try_advisory_lock("audit-seal")
            held.set()
            release.wait(10)
        connection.close()

    sealer = threading.Thread(target=other_sealer)
    sealer.start()
    assert held.wait(10)
    assert audit.seal() == 0
    release.set()
    sealer.join(10)
    seal_all()
