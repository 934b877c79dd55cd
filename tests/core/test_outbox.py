"""Events: both or neither, effective once, never lost, never blocking a page."""

import threading
import time
from datetime import timedelta

import pytest
from celery import Task
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.db.transaction import TransactionManagementError
from django.urls import reverse

from config.celery import app
from marketplace.core import outbox
from marketplace.core.errors import NotAllowed
from marketplace.core.models import Delivery, DeliveryState, OutboxEvent
from tests import factories
from tests.waiting import eventually

EVENT = "test.event"


@pytest.fixture
def effects(monkeypatch) -> list[int]:
    """A subscriber that leaves a row, in a registry of our own."""
    seen: list[int] = []
    monkeypatch.setattr(outbox, "_handlers", {EVENT: {"test.effect": lambda e: seen.append(e.pk)}})
    return seen


@pytest.fixture(autouse=True)
def quiet_bell(monkeypatch):
    monkeypatch.setattr(outbox, "_bell_silent_until", time.monotonic() + 3600)


def emit(user) -> OutboxEvent:
    with transaction.atomic():
        return outbox.emit(EVENT, subject=user)


def test_emitting_outside_a_transaction_is_refused(committed_db, effects):
    with pytest.raises(TransactionManagementError):
        outbox.emit(EVENT, subject=factories.make_user("Ani"))
    assert not OutboxEvent.objects.exists()


def test_a_rolled_back_change_tells_nobody(committed_db, effects):
    user = factories.make_user("Ani")
    with transaction.atomic():
        outbox.emit(EVENT, subject=user)
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.exists()
    assert not Delivery.objects.exists()


def test_an_event_takes_effect_once_however_often_it_is_relayed(ani, effects):
    event = emit(ani)
    assert outbox.relay() == 1
    Delivery.objects.update(due_at=Now())
    assert outbox.relay() == 0
    assert outbox.deliver(Delivery.objects.get().pk) is False
    assert effects == [event.pk]


def test_two_relays_at_once_give_one_effect(committed_db, monkeypatch):
    user = factories.make_user("Ani")
    started = threading.Barrier(4)

    def note(event: OutboxEvent) -> None:
        user.__class__.objects.filter(pk=user.pk).update(name=F("name"))
        seen.append(event.pk)

    seen: list[int] = []
    monkeypatch.setattr(outbox, "_handlers", {EVENT: {"test.effect": note}})
    emit(user)

    def relay() -> None:
        started.wait(10)
        outbox.relay()
        connection.close()

    threads = [threading.Thread(target=relay) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(seen) == 1


def test_a_poisoned_event_is_parked_and_the_others_go_on(ani, monkeypatch):
    good: list[int] = []

    def explode(_event: OutboxEvent) -> None:
        raise ZeroDivisionError("racun")

    handlers = {"test.bad": explode, "test.good": lambda event: good.append(event.pk)}
    monkeypatch.setattr(outbox, "_handlers", {EVENT: handlers})
    event = emit(ani)
    for _ in range(outbox.MAX_ATTEMPTS + 1):
        Delivery.objects.update(due_at=Now())
        outbox.relay()
    bad = Delivery.objects.get(handler="test.bad")
    assert (bad.state, bad.attempts) == (DeliveryState.PARKED, outbox.MAX_ATTEMPTS)
    assert "ZeroDivisionError" in bad.last_error
    assert good == [event.pk]


def test_a_failed_handler_leaves_no_half_effect(ani, monkeypatch):
    def half(_event: OutboxEvent) -> None:
        ani.__class__.objects.filter(pk=ani.pk).update(name="setengah")
        raise ValueError

    monkeypatch.setattr(outbox, "_handlers", {EVENT: {"test.half": half}})
    emit(ani)
    outbox.relay()
    ani.refresh_from_db()
    assert ani.name == "Ani"


def test_a_killed_workers_claim_comes_back_after_its_lease(ani, effects):
    emit(ani)
    assert outbox._claim(10)  # and then the worker dies
    assert outbox.relay() == 0
    Delivery.objects.update(due_at=F("due_at") - outbox.LEASE - timedelta(seconds=1))
    assert outbox.relay() == 1
    assert len(effects) == 1


def test_a_dead_redis_costs_a_page_one_short_try(committed_db, client, monkeypatch):
    user = factories.make_user("Ani")
    client.force_login(user)
    tries = []

    def unreachable(*_args: object, **_options: object) -> None:
        tries.append(1)
        raise Task.OperationalError

    monkeypatch.setattr(app, "send_task", unreachable)
    monkeypatch.setattr(outbox, "_bell_silent_until", 0.0)
    for name in ("Satu", "Dua"):
        answer = client.post(reverse("account"), {"name": name, "language": "id"})
        assert answer.status_code == 302
        emit(user)
    assert len(tries) == 1  # the breaker stays open for a while


def test_a_cursor_reader_never_skips_a_row_that_commits_late(committed_db, effects):
    """Two sessions: the later event commits first; a reader must wait for the earlier one."""
    user = factories.make_user("Ani")
    start = OutboxEvent(txid=0, pk=0)
    written, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            outbox.emit(EVENT, subject=user, speed="slow")
            written.set()
            finish.wait(10)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert written.wait(10)
    emit(user)
    assert list(outbox.events_after((start.txid, start.pk))) == []
    finish.set()
    writer.join(10)
    eventually(lambda: len(outbox.events_after((0, 0))) == 2)  # other tests' transactions count too
    read = list(outbox.events_after((0, 0)))
    assert [event.payload.get("speed") for event in read] == ["slow", None]
    last = read[-1]
    assert list(outbox.events_after((last.txid, last.pk))) == []


def test_the_bell_rings_once_per_transaction(db, ani, effects, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rung, transaction.atomic():
        for _ in range(3):
            emit(ani)
    assert rung == [outbox.ring]


def test_a_bell_ordered_in_a_part_that_is_undone_is_ordered_again(
    db, ani, effects, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as rung, transaction.atomic():
        part = transaction.savepoint()
        emit(ani)
        transaction.savepoint_rollback(part)
        emit(ani)
    assert rung == [outbox.ring]


def test_an_operator_lets_a_parked_delivery_try_again(db, ani, effects):
    emit(ani)
    Delivery.objects.update(state=DeliveryState.PARKED, attempts=5)
    assert outbox.relay() == 0
    with pytest.raises(NotAllowed):
        outbox.retry(delivery_ids=Delivery.objects.values_list("pk", flat=True), actor=ani)

    ani.is_staff = True
    assert outbox.retry(delivery_ids=[Delivery.objects.get().pk], actor=ani) == 1
    assert outbox.relay() == 1
    assert len(effects) == 1
