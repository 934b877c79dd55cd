"""Which of many cases a run tries: others in another run, by its seed; all when asked to."""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")
WHOLE = "PASAR_BELA_WHOLE"


def some(cases: Sequence[Case], number: int) -> list[Case]:
    """Return so many of the cases by the run's seed, or all where PASAR_BELA_WHOLE is set."""
    return list(cases) if os.environ.get(WHOLE) else random.sample(list(cases), number)
