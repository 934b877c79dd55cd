"""Things that happen by themselves when nobody acts in time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, Final

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
Nudge = Callable[[int, datetime], None]  # what a clock is about, and when it runs out
MAX_ATTEMPTS = 8  # with the pauses below, about four hours
FIRST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=1)
NUDGED_AT: Final = (50, 80)  # hundredths of a term after which whoever is awaited is reminded
# Somebody acted in the meantime: there is nothing left to do.
MOOT = (InvalidTransition, NotFoundError)


@dataclass(frozen=True)
class Kind:
    """What a kind of deadline is about, and what happens when it has passed."""

    label: str
    action: Action


_kinds: dict[str, Kind] = {}


def on_due(
    kind: str, action: Action, *, about: type[models.Model], nudge: Nudge | None = None
) -> None:
    """Register what happens to a row of ``about`` whose deadline of this kind has passed.

    ``nudge`` reminds whoever is awaited, after each share of ``NUDGED_AT``, while the clock runs.
    """
    label = about._meta.label_lower
    _kinds[kind] = Kind(label, action)
    if nudge is not None:
        for share, following in pairwise((*NUDGED_AT, 100)):
            remind = partial(_remind, kind, nudge, following)
            _kinds[_nudge_of(kind, share)] = Kind(label, remind)


def _nudge_of(kind: str, share: int) -> str:
    return f"{kind}.nudge-{share}"


def _remind(kind: str, nudge: Nudge, following: int, subject_id: int) -> None:
    """Remind, unless the next reminder, or the end, has come meanwhile: one word is enough."""
    running = Deadline.objects.filter(kind=kind, subject_id=subject_id, closed_at=None).first()
    if running is not None and clock.now() < _after(running, following):
        nudge(subject_id, running.due_at)


def _after(running: Deadline, share: int) -> datetime:
    """Return the moment at which so many hundredths of a term have passed."""
    return running.starts_at + (running.due_at - running.starts_at) * share / 100


def open_deadline(kind: str, *, subject_id: int, due_at: datetime) -> Deadline:
    """Start (or restart) a clock in the caller's transaction. Raises: KeyError, unknown kind."""
    close(kind, subject_id=subject_id)
    about = {"subject_type": _kinds[kind].label, "subject_id": subject_id}
    opened = Deadline(kind=kind, starts_at=clock.now(), due_at=due_at, **about)
    nudges = [
        Deadline(kind=name, starts_at=opened.starts_at, due_at=_after(opened, share), **about)
        for share in NUDGED_AT
        if (name := _nudge_of(kind, share)) in _kinds
    ]
    Deadline.objects.bulk_create([opened, *nudges])
    return opened


def close(kind: str, *, subject_id: int) -> None:
    """Stop a clock because somebody acted, its reminders too; nothing happens if none runs."""
    kinds = [kind, *(_nudge_of(kind, share) for share in NUDGED_AT)]
    Deadline.objects.filter(kind__in=kinds, subject_id=subject_id, closed_at__isnull=True).update(
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
