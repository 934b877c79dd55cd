"""Which of many cases a run tries: others in another run, by its seed; all when asked to."""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")


def is_whole() -> bool:
    """Say whether every case is asked for."""
    return bool(os.environ.get("PASAR_BELA_WHOLE"))


def some(cases: Sequence[Case], number: int) -> list[Case]:
    """Return so many of the cases by the run's seed, or all where that is asked for."""
    return list(cases) if is_whole() else random.sample(list(cases), number)
