"""A circuit breaker: a bank that is down must not hold our threads, one after another."""

import threading
import time
from collections.abc import Callable
from typing import Final

FAILURES_TO_OPEN: Final = 5
OPEN_SECONDS: Final = 10.0


class Breaker:
    """Opens after five failures in a row; after ten seconds lets one call try. Per process."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_again_at = 0.0

    def allows(self) -> bool:
        """Say whether a call may go out; after the pause, only the first caller may."""
        with self._lock:
            if self._failures < FAILURES_TO_OPEN:
                return True
            if self._monotonic() < self._closed_again_at:
                return False
            self._closed_again_at = self._monotonic() + OPEN_SECONDS
            return True

    def succeeded(self) -> None:
        """The bank answered: forget the failures."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The bank did not answer, or answered that it is broken."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._closed_again_at = self._monotonic() + OPEN_SECONDS
