"""Waiting: for what another process or thread does, and for a statement over a whole table."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

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


def unhurried() -> None:
    """Let the statements of this transaction take as long as they need: no page waits for them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
