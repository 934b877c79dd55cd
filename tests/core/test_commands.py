"""The operator's commands."""

import os
import signal
import threading
from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from marketplace.core import clock, invariants, periodic
from marketplace.core.management.commands.run_poller import Poller, paces
from marketplace.core.models import PeriodicRun
from tests.owner import run_as_owner


def test_every_promise_holds_on_a_fresh_database(committed_db, capsys):
    call_command("audit_invariants")
    lines = capsys.readouterr().out.strip().splitlines()
    number = len(lines) - 1
    assert lines[-1] == f"invariants: {number}/{number}"
    codes = {line.split()[0] for line in lines[:-1]}
    promised = (1, 2, 4, *range(7, 15), 16, *range(18, 24), 25, 26, 35)
    assert codes >= {f"I-{number:02}" for number in promised}


def test_a_broken_promise_is_found_and_fails_the_command(committed_world, committed_db, capsys):
    run_as_owner(
        committed_db,
        "ALTER TABLE catalog_sku DROP CONSTRAINT sku_reserved_within_stock",
        "UPDATE catalog_sku SET reserved = stock + 1",
        "ALTER TABLE orders_purchaseorder DISABLE TRIGGER order_guard",
    )
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_invariants")
    assert stopped.value.code == 1
    broken = {line.split()[0] for line in capsys.readouterr().out.splitlines() if "BROKEN" in line}
    # counter above stock, no line reserves it, and the trigger of cap and vendor is off
    assert broken == {"I-01", "I-02", "I-04", "I-23"}


def test_right_counts_nothing_for_the_owner_of_the_tables(db):
    assert invariants.allowed(("payments_ledgerentry", "UPDATE")) == 0
    assert invariants.allowed(("payments_ledgerentry", "INSERT")) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_ledgerentry SET debit_rupiah = 1",
        "DELETE FROM payments_ledgertransaction",
        "TRUNCATE payments_ledgerentry",
        "UPDATE payments_ledgeraccount SET balance_rupiah = 0",
        "UPDATE core_outboxevent SET name = 'x'",
        "UPDATE core_rule SET value = 99",
        "UPDATE core_auditevent SET reason = 'x'",
        "INSERT INTO core_transition (machine, from_status, to_status) VALUES ('order', 'a', 'b')",
        "INSERT INTO orders_statuschange (order_id, from_status, to_status, reason, changed_at, "
        "txid) VALUES (1, 'draft', 'paid', '', now(), 1)",
        "DELETE FROM orders_purchaseorder",
        "DELETE FROM catalog_priceversion",
        "DELETE FROM payments_callbackevent",
        "CREATE TABLE sneaky (id int)",
        "ALTER TABLE payments_ledgerentry DISABLE TRIGGER ALL",
        "DROP TRIGGER order_guard ON orders_purchaseorder",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_role_has_no_right_to(db, statement):
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert refused.value.__cause__.pgcode == "42501"  # insufficient privilege: no trigger needed


def test_an_end_of_a_rule_may_still_be_entered(db):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_rule SET valid_to = valid_to")
        assert cursor.rowcount > 0


@pytest.fixture
def work(monkeypatch) -> dict[str, int]:
    """Two pieces of work: one always breaks, one counts."""
    runs = {"good": 0, "bad": 0}

    def good() -> int:
        runs["good"] += 1
        return 0

    def bad() -> int:
        runs["bad"] += 1
        raise ZeroDivisionError

    monkeypatch.setattr(periodic, "_work", {"bad": bad, "good": good})
    monkeypatch.setattr(periodic, "close_old_connections", lambda: None)
    monkeypatch.setattr(periodic, "_noted", {})
    return runs


def test_one_error_stops_neither_the_poller_nor_the_other_work(db, work):
    assert Poller({}).tick(0.0) == ["bad", "good"]
    assert work == {"good": 1, "bad": 1}
    assert PeriodicRun.objects.get(name="bad").outcome == "ZeroDivisionError"


def test_each_piece_of_work_has_the_pace_of_the_beat_table(db, work):
    poller = Poller({"good": 3.0, "bad": 30.0})
    asked = [moment for moment in range(10) if "good" in poller.tick(float(moment))]
    assert asked == [0, 3, 6, 9]
    assert work["bad"] == 1
    assert paces()["relay_outbox"] <= 5


def test_the_heartbeat_is_written_when_it_changes_and_now_and_then(db, work, monkeypatch):
    for _ in range(5):
        periodic.run("good")
    first = PeriodicRun.objects.get(name="good").ran_at
    monkeypatch.setattr(periodic, "_noted", {"good": (-100.0, "0")})
    with clock.moved_to(first + timedelta(minutes=5)):
        periodic.run("good")
        assert PeriodicRun.objects.get(name="good").ran_at > first


def test_a_heartbeat_costs_no_write_while_nothing_changes(db, work, django_assert_num_queries):
    periodic.run("good")
    with django_assert_num_queries(0):
        periodic.run("good")


def test_work_of_an_hour_of_the_day_runs_once_after_it_struck(db, work):
    poller = Poller({"good": crontab(hour="*", minute="*"), "bad": 30.0})
    assert "good" in poller.tick(0.0)
    assert "good" not in poller.tick(61.0)  # it ran within this minute
    PeriodicRun.objects.filter(name="good").update(ran_at=clock.now() - timedelta(hours=1))
    assert "good" in poller.tick(122.0)
    assert work["good"] == 2


def test_work_that_finds_something_is_asked_again_at_once(db, monkeypatch):
    monkeypatch.setattr(periodic, "run", lambda name: 1)
    monkeypatch.setattr(periodic, "_work", {"busy": int})
    poller = Poller({"busy": 30.0})
    assert [poller.tick(float(moment)) for moment in range(3)] == [["busy"]] * 3


def test_the_poller_leaves_on_sigterm(db, work):
    poller = Poller({})
    before = signal.signal(signal.SIGTERM, poller.stop)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        loop = threading.Thread(target=poller.run)
        loop.start()
        loop.join(5)
        assert not loop.is_alive()
    finally:
        signal.signal(signal.SIGTERM, before)
