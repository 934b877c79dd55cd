"""Work that recurs. Beat and the poller both run it; each piece finds its own due rows."""

import time
from collections.abc import Callable

import structlog
from django.db import close_old_connections

from marketplace.core import audit, clock, deadlines, outbox
from marketplace.core.models import PeriodicRun

log = structlog.get_logger(__name__)
HEARTBEAT_SECONDS = 30.0
_noted: dict[str, tuple[float, str]] = {}
_work: dict[str, Callable[[], int]] = {}


def register(name: str, function: Callable[[], int]) -> None:
    """Add a piece of recurring work at ``ready()``; it returns how many things it did."""
    _work[name] = function


def names() -> list[str]:
    """Return the registered pieces in order of registration."""
    return list(_work)


def run(name: str) -> int:
    """Run one piece and note when. An error is logged and noted, never fatal to the loop."""
    close_old_connections()
    try:
        count = _work[name]()
        outcome = str(count)
    except Exception as failure:  # the loop must outlive one bad row
        log.exception("periodic_failed", work=name)
        count, outcome = 0, type(failure).__name__
    _note(name, outcome)
    return count


def _note(name: str, outcome: str) -> None:
    """Say that this piece is alive: at once when its outcome changes, else now and then.

    A row per tick would be the busiest row of a quiet site.
    """
    noted_at, noted = _noted.get(name, (-HEARTBEAT_SECONDS, ""))
    if noted == outcome and time.monotonic() - noted_at < HEARTBEAT_SECONDS:
        return
    PeriodicRun.objects.update_or_create(
        name=name, defaults={"ran_at": clock.now(), "outcome": outcome}
    )
    _noted[name] = (time.monotonic(), outcome)


register("relay_outbox", outbox.relay)
register("seal_audit", audit.seal)
register("fire_deadlines", deadlines.fire_due)
