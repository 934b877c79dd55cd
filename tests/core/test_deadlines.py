"""What happens by itself happens once, and only if nobody acted."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from marketplace.core import clock, deadlines
from marketplace.core.deadlines import Kind
from marketplace.core.errors import InvalidTransition, NotAllowed
from marketplace.core.models import AuditEvent, Deadline

KIND = "test.deadline"
START = datetime(2026, 11, 24, 2, tzinfo=UTC)
TEN_HOURS = timedelta(hours=10)


@pytest.fixture
def fired(monkeypatch) -> list[int]:
    done: list[int] = []
    monkeypatch.setattr(deadlines, "_kinds", {KIND: Kind("test.thing", done.append)})
    return done


def open_past(subject_id: int = 7) -> Deadline:
    return deadlines.open_deadline(
        KIND, subject_id=subject_id, due_at=clock.now() - timedelta(seconds=1)
    )


def test_a_due_deadline_fires_once(db, fired):
    open_past()
    assert deadlines.fire_due() == 1
    assert deadlines.fire_due() == 0
    assert fired == [7]


def test_nothing_fires_early_or_after_somebody_acted(db, fired):
    deadlines.open_deadline(KIND, subject_id=1, due_at=clock.now() + timedelta(hours=1))
    open_past(2)
    deadlines.close(KIND, subject_id=2)
    assert deadlines.fire_due() == 0
    assert fired == []


def test_starting_again_replaces_the_running_clock(db, fired):
    open_past()
    deadlines.open_deadline(KIND, subject_id=7, due_at=clock.now() + timedelta(hours=1))
    assert deadlines.fire_due() == 0
    assert Deadline.objects.filter(closed_at=None).count() == 1


@pytest.fixture
def nudged(monkeypatch) -> list[tuple[int, datetime]]:
    told: list[tuple[int, datetime]] = []
    monkeypatch.setattr(deadlines, "_kinds", {})
    deadlines.on_due(
        KIND, lambda _key: None, about=AuditEvent, nudge=lambda *given: told.append(given)
    )
    return told


def at(hours: float) -> AbstractContextManager[None]:
    return clock.moved_to(START + timedelta(hours=hours))


def test_whoever_is_awaited_is_reminded_at_half_and_at_four_fifths(db, nudged):
    with at(0):
        due = deadlines.open_deadline(KIND, subject_id=7, due_at=clock.now() + TEN_HOURS).due_at
    told_by = {}
    for hours in (4.9, 5.1, 5.2, 8.1, 9):
        with at(hours):
            deadlines.fire_due()
        told_by[hours] = len(nudged)
    assert told_by == {4.9: 0, 5.1: 1, 5.2: 1, 8.1: 2, 9: 2}
    assert nudged[0] == (7, due)


def test_nobody_is_reminded_of_what_is_done_or_over(db, nudged):
    with at(0):
        for key in (1, 2):
            deadlines.open_deadline(KIND, subject_id=key, due_at=clock.now() + TEN_HOURS)
        deadlines.close(KIND, subject_id=1)
    with at(8.5):  # nobody worked at half: one word is enough
        assert deadlines.fire_due() == 2
    assert [key for key, _due in nudged] == [2]
    with at(11):
        deadlines.fire_due()
    assert len(nudged) == 1
    assert not Deadline.objects.filter(closed_at=None).exists()


def test_a_moot_deadline_is_closed_quietly(db, monkeypatch):
    def too_late(_subject: int) -> None:
        raise InvalidTransition("sudah dijawab")

    monkeypatch.setattr(deadlines, "_kinds", {KIND: Kind("test.thing", too_late)})
    open_past()
    assert deadlines.fire_due() == 1
    assert Deadline.objects.get().closed_at is not None


def test_the_clock_can_be_moved_instead_of_waiting(db, fired):
    deadlines.open_deadline(KIND, subject_id=3, due_at=clock.now() + timedelta(days=2))
    with clock.moved_to(clock.now() + timedelta(days=3)):
        assert deadlines.fire_due() == 1
    assert fired == [3]


@pytest.fixture
def one_breaks(monkeypatch) -> list[int]:
    """Deadlines of subject 13 always fail; the others are carried out."""
    done: list[int] = []

    def act(subject: int) -> None:
        if subject == 13:
            raise ZeroDivisionError("dibagi nol")
        done.append(subject)

    monkeypatch.setattr(deadlines, "_kinds", {KIND: Kind("test.thing", act)})
    return done


def test_one_that_fails_holds_up_nobody(db, one_breaks):
    for subject in (13, 14, 15):
        open_past(subject)
    assert deadlines.fire_due() == 2
    assert one_breaks == [14, 15]
    failed = Deadline.objects.get(closed_at=None)
    assert (failed.subject_id, failed.attempts) == (13, 1)
    assert failed.last_error == "ZeroDivisionError: dibagi nol"


def test_fifty_that_fail_do_not_starve_the_fifty_first(db, one_breaks, monkeypatch):
    for number in range(50):
        deadlines._kinds[f"{KIND}.{number}"] = deadlines._kinds[KIND]
        deadlines.open_deadline(
            f"{KIND}.{number}", subject_id=13, due_at=clock.now() - timedelta(hours=1)
        )
    open_past(7)
    deadlines.fire_due(limit=50)
    deadlines.fire_due(limit=50)
    assert one_breaks == [7]


def test_it_is_tried_less_and_less_often_and_parked_in_the_end(db, one_breaks):
    open_past(13)
    moment, pauses = clock.now(), []
    for _ in range(deadlines.MAX_ATTEMPTS):
        with clock.moved_to(moment):
            assert deadlines.fire_due() == 0
            row = Deadline.objects.get()
            pauses.append(round((row.retry_at - clock.now()).total_seconds()))
            moment = row.retry_at + timedelta(seconds=1)
    assert pauses == sorted(pauses)
    assert row.parked_at is not None
    with clock.moved_to(moment + timedelta(days=1)):
        assert deadlines.fire_due() == 0
    assert Deadline.objects.get().attempts == deadlines.MAX_ATTEMPTS


def test_an_operator_lets_a_parked_one_try_again(db, fired, ani):
    row = open_past(7)
    Deadline.objects.filter(pk=row.pk).update(parked_at=clock.now(), attempts=8)
    with pytest.raises(NotAllowed):
        deadlines.retry(deadline_ids=[row.pk], actor=ani)
    assert deadlines.fire_due() == 0

    ani.is_staff = True
    assert deadlines.retry(deadline_ids=[row.pk], actor=ani) == 1
    assert deadlines.fire_due() == 1
    assert AuditEvent.objects.get(action="deadline.retried").actor == ani
