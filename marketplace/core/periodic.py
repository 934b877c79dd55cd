"""Work that recurs. Beat and the poller both run it; each piece finds its own due rows."""

from collections.abc import Callable

import structlog
from django.db import close_old_connections

from marketplace.core import audit, clock, deadlines, outbox
from marketplace.core.models import PeriodicRun

log = structlog.get_logger(__name__)
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
    PeriodicRun.objects.update_or_create(
        name=name, defaults={"ran_at": clock.now(), "outcome": outcome}
    )
    return count


register("relay_outbox", outbox.relay)
register("seal_audit", audit.seal)
register("fire_deadlines", deadlines.fire_due)
