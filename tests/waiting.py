"""Waiting for a condition instead of sleeping for a guess."""

import threading
import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0


def eventually(holds: Callable[[], object]) -> None:
    """Return once ``holds()`` is true. Raises: AssertionError when patience ends."""
    pause, end = threading.Event(), time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "did not come true in time"
        pause.wait(0.02)
