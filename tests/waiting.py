"""Waiting for a condition instead of sleeping for a guess."""

from collections.abc import Callable
from typing import TypeVar

from marketplace.core.patience import wait_until

PATIENCE_SECONDS = 60.0

Answer = TypeVar("Answer")


def eventually(question: Callable[[], Answer], *, seconds: float = PATIENCE_SECONDS) -> Answer:
    """Ask until the answer is true and return it. Raises: AssertionError when patience ends."""
    answer = wait_until(question, seconds=seconds)
    assert answer, f"did not come true within {seconds} s"
    return answer
