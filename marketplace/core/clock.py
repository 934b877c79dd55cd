"""The one clock. Business moments come from here; the database stamps ``recorded_at`` itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

_moved: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta(0))


def now() -> datetime:
    """Return the present moment in UTC, moved where a test or the demo moved it."""
    return timezone.now() + _moved.get()


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
