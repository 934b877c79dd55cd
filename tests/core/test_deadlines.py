"""What happens by itself happens once, and only if nobody acted."""

from datetime import timedelta

import pytest

from marketplace.core import clock, deadlines
from marketplace.core.errors import InvalidTransition
from marketplace.core.models import Deadline

KIND = "test.deadline"


@pytest.fixture
def fired(monkeypatch) -> list[int]:
    done: list[int] = []
    monkeypatch.setattr(deadlines, "_actions", {KIND: done.append})
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


def test_a_moot_deadline_is_closed_quietly(db, monkeypatch):
    def too_late(_subject: int) -> None:
        raise InvalidTransition("sudah dijawab")

    monkeypatch.setattr(deadlines, "_actions", {KIND: too_late})
    open_past()
    assert deadlines.fire_due() == 1
    assert Deadline.objects.get().closed_at is not None


def test_the_clock_can_be_moved_instead_of_waiting(db, fired):
    deadlines.open_deadline(KIND, subject_id=3, due_at=clock.now() + timedelta(days=2))
    with clock.moved_to(clock.now() + timedelta(days=3)):
        assert deadlines.fire_due() == 1
    assert fired == [3]
