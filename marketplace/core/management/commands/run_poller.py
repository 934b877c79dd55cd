"""Do the recurring work without Redis: whatever the bell misses, this finds in Postgres."""

import signal
import threading
import time
from collections.abc import Mapping
from types import FrameType
from typing import Any

import structlog
from celery import current_app
from celery.schedules import crontab
from django.core.management.base import BaseCommand

from marketplace.core import periodic
from marketplace.core.models import PeriodicRun

log = structlog.get_logger(__name__)
TICK_SECONDS = 1.0
UNLISTED_PACE_SECONDS = 300.0
CRONTAB_LOOK_SECONDS = 60.0


Pace = float | crontab


def paces() -> dict[str, Pace]:
    """Return the beat table's pace per piece of work: one table for both clocks.

    Seconds between two runs, or a crontab for work that belongs to an hour of the day.
    """
    return {
        entry["args"][0]: entry["schedule"] for entry in current_app.conf.beat_schedule.values()
    }


def missed(name: str, hour: crontab) -> bool:
    """Whether the hour has struck since this piece last ran, by whichever clock."""
    last = PeriodicRun.objects.filter(name=name).values_list("ran_at", flat=True).first()
    return last is None or bool(hour.is_due(last).is_due)


class Poller:
    """Runs each piece of work at its own pace, and again at once while it finds something to do."""

    def __init__(self, pace: Mapping[str, Pace]) -> None:
        self.stopping = threading.Event()
        self._pace = pace
        self._due: dict[str, float] = {}

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the piece in hand, then leave."""
        self.stopping.set()

    def run(self) -> None:
        """Loop until stopped."""
        while not self.stopping.is_set():
            self.tick(time.monotonic())
            self.stopping.wait(TICK_SECONDS)

    def tick(self, moment: float) -> list[str]:
        """Run what is due at this moment; return its names. An error never leaves this loop."""
        ran = []
        for name in periodic.names():
            if self.stopping.is_set() or self._due.get(name, 0.0) > moment:
                continue
            pace = self._pace.get(name, UNLISTED_PACE_SECONDS)
            busy = False
            try:
                if isinstance(pace, float) or missed(name, pace):
                    busy = periodic.run(name) > 0
                    ran.append(name)
            except Exception:  # the database itself may be away for a while
                log.exception("poller_error", work=name)
            self._due[name] = moment + self._pause(pace, busy=busy)
        return ran

    def _pause(self, pace: Pace, *, busy: bool) -> float:
        """Seconds until this piece is asked again."""
        if not isinstance(pace, float):
            return CRONTAB_LOOK_SECONDS
        return min(TICK_SECONDS, pace) if busy else pace


class Command(BaseCommand):
    """``manage.py run_poller``."""

    help = "Run all recurring work in a loop until SIGTERM; needs Postgres only."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Loop until told to stop."""
        poller = Poller(paces())
        signal.signal(signal.SIGTERM, poller.stop)
        signal.signal(signal.SIGINT, poller.stop)
        poller.run()
