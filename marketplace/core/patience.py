"""Waiting for what another process or thread does: look, and look again, until a deadline."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

LOOK_SECONDS = 0.05

Answer = TypeVar("Answer")


def wait_until(
    question: Callable[[], Answer], *, seconds: float, every: float = LOOK_SECONDS
) -> Answer:
    """Ask every ``every`` seconds until the answer is true, for ``seconds``; return the last."""
    until, nothing = time.monotonic() + seconds, threading.Event()
    while not (answer := question()) and time.monotonic() < until:
        nothing.wait(every)
    return answer
