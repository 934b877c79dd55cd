"""Things that happen by themselves when nobody acts in time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import models, transaction
from django.db.models import Q

from marketplace.core import audit, clock
from marketplace.core.errors import Busy, InvalidTransition, NotFoundError
from marketplace.core.logs import said_by
from marketplace.core.models import Deadline
from marketplace.core.policy import operators_only, require

log = structlog.get_logger(__name__)
Action = Callable[[int], None]
MAX_ATTEMPTS = 8  # with the pauses below, about four hours
FIRST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=1)
# Somebody acted in the meantime: there is nothing left to do.
MOOT = (InvalidTransition, NotFoundError)


@dataclass(frozen=True)
class Kind:
    """What a kind of deadline is about, and what happens when it has passed."""

    label: str
    action: Action


_kinds: dict[str, Kind] = {}


def on_due(kind: str, action: Action, *, about: type[models.Model]) -> None:
    """Register what happens to a row of ``about`` whose deadline of this kind has passed."""
    _kinds[kind] = Kind(about._meta.label_lower, action)


def open_deadline(kind: str, *, subject_id: int, due_at: datetime) -> Deadline:
    """Start (or restart) a clock in the caller's transaction. Raises: KeyError, unknown kind."""
    close(kind, subject_id=subject_id)
    return Deadline.objects.create(
        kind=kind,
        subject_type=_kinds[kind].label,
        subject_id=subject_id,
        starts_at=clock.now(),
        due_at=due_at,
    )


def close(kind: str, *, subject_id: int) -> None:
    """Stop a clock because somebody acted; nothing happens if none runs."""
    Deadline.objects.filter(kind=kind, subject_id=subject_id, closed_at__isnull=True).update(
        closed_at=clock.now()
    )


def fire_due(limit: int = 50) -> int:
    """Carry out what is due, one transaction each; return how many were carried out.

    One that fails waits longer each time and is parked in the end; it never holds up the others.
    """
    return sum(_fire(pk) for pk in _due().order_by("due_at").values_list("pk", flat=True)[:limit])


def _due() -> models.QuerySet[Deadline]:
    now = clock.now()
    return Deadline.objects.filter(
        Q(retry_at__isnull=True) | Q(retry_at__lte=now),
        closed_at__isnull=True,
        parked_at__isnull=True,
        due_at__lte=now,
    )


def _fire(deadline_id: int) -> bool:
    """Act first, close afterwards: subjects are locked before this row, as people's steps do.

    Two workers may act on the same deadline; the second finds the step taken and changes nothing.
    """
    try:
        with transaction.atomic():
            deadline = _due().filter(pk=deadline_id).first()
            if deadline is None:
                return False
            _act(deadline)
            Deadline.objects.filter(pk=deadline_id).update(closed_at=clock.now())
    except Busy:  # somebody holds the subject: the next round tries again
        log.info("deadline_busy", deadline=deadline_id)
        return False
    except Exception as failure:  # the next deadline must not wait for this one
        _note_failure(deadline_id, failure)
        return False
    return True


def _act(deadline: Deadline) -> None:
    try:
        with transaction.atomic():
            _kinds[deadline.kind].action(deadline.subject_id)
    except MOOT as moot:
        log.info("deadline_moot", kind=deadline.kind, code=moot.code)


def _note_failure(deadline_id: int, failure: Exception) -> None:
    log.error("deadline_failed", deadline=deadline_id, error=type(failure).__name__)
    with transaction.atomic():
        row = Deadline.objects.select_for_update().get(pk=deadline_id)
        row.attempts += 1
        pause = min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
        row.retry_at = clock.now() + pause
        row.parked_at = clock.now() if row.attempts >= MAX_ATTEMPTS else None
        row.last_error = said_by(failure)
        row.save(update_fields=["attempts", "retry_at", "parked_at", "last_error"])


@transaction.atomic
def retry(*, deadline_ids: Iterable[int], actor: Any) -> int:
    """Try parked deadlines again at once, on an operator's word; return how many.

    Raises: NotAllowed for anybody but an operator.
    """
    require(operators_only(actor))
    parked = Deadline.objects.select_for_update().filter(
        pk__in=deadline_ids, parked_at__isnull=False, closed_at__isnull=True
    )
    rows = list(parked.order_by("pk"))
    for row in rows:
        row.attempts, row.retry_at, row.parked_at = 0, None, None
        row.save(update_fields=["attempts", "retry_at", "parked_at"])
        audit.record("deadline.retried", actor=actor, subject=row, kind=row.kind)
    return len(rows)
