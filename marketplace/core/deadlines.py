"""Things that happen by themselves when nobody acts in time."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction

from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.models import Deadline

log = structlog.get_logger(__name__)
_actions: dict[str, Callable[[int], None]] = {}


def on_due(kind: str, action: Callable[[int], None]) -> None:
    """Register what happens to a subject whose deadline of this kind has passed."""
    _actions[kind] = action


def open_deadline(kind: str, *, subject_id: int, due_at: datetime) -> Deadline:
    """Start (or restart) a clock in the caller's transaction."""
    close(kind, subject_id=subject_id)
    return Deadline.objects.create(
        kind=kind, subject_id=subject_id, starts_at=clock.now(), due_at=due_at
    )


def close(kind: str, *, subject_id: int) -> None:
    """Stop a clock because somebody acted; nothing happens if none runs."""
    Deadline.objects.filter(kind=kind, subject_id=subject_id, closed_at__isnull=True).update(
        closed_at=clock.now()
    )


def fire_due(limit: int = 50) -> int:
    """Carry out what is due, one transaction each; return how many were carried out."""
    due = list(
        Deadline.objects.filter(closed_at__isnull=True, due_at__lte=clock.now())
        .order_by("due_at")
        .values_list("pk", flat=True)[:limit]
    )
    return sum(_fire(pk) for pk in due)


def _fire(deadline_id: int) -> bool:
    """Act first, close afterwards: subjects are locked before this row, as people's steps do.

    Two workers may act on the same deadline; the second finds the step taken and changes nothing.
    """
    with transaction.atomic():
        open_rows = Deadline.objects.filter(pk=deadline_id, closed_at__isnull=True)
        deadline = open_rows.filter(due_at__lte=clock.now()).first()
        if deadline is None:
            return False
        try:
            with transaction.atomic():
                _actions[deadline.kind](deadline.subject_id)
        except DomainError as moot:  # somebody acted in the meantime
            log.info("deadline_moot", kind=deadline.kind, code=moot.code)
        open_rows.update(closed_at=clock.now())
    return True
