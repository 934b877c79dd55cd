"""The one clock. Business moments come from here; the database stamps ``recorded_at`` itself.

The database's own now() only measures how long to wait: leases, retries, stamps of rows. Nothing
compares it with a moment of this clock. Signatures exchanged with the bank use the machine's time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_moved: ContextVar[timedelta | None] = ContextVar("clock_offset", default=None)


def now() -> datetime:
    """Return the present moment in UTC, moved where a test or the demo moved it."""
    moved = _moved.get()
    return timezone.now() + (timedelta(seconds=settings.CLOCK_SECONDS) if moved is None else moved)


def today(time_zone: str) -> date:
    """Return the calendar day in an agency's own time zone (WIB, WITA or WIT)."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Let the clock run on from ``moment`` (aware) inside the block. For tests and the demo."""
    token = _moved.set(moment - timezone.now())
    try:
        yield
    finally:
        _moved.reset(token)
