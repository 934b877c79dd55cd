"""How a queue number and a one-time code look, and how often one is sent. Pure: no Django."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Final

from marketplace.core.text import clean_line

QUEUE_MAX: Final = 12
DIGITS: Final = 6
CODE_MINUTES: Final = 10
MOST_TRIES: Final = 5
MOST_CODES: Final = 5  # of one session
MOST_CODES_OF_PHONE: Final = 8  # within a day: nobody's phone is flooded through us
PAUSE_SECONDS: Final = 60  # between two codes of one session
DAY: Final = timedelta(days=1)
_QUEUE: Final = re.compile(r"[A-Z0-9][A-Z0-9 ./-]*", re.ASCII)


def queue_number(typed: str) -> str:
    """Return a queue number in one shape (``A012``), empty for what is none."""
    text = clean_line(typed).upper()
    return text if len(text) <= QUEUE_MAX and _QUEUE.fullmatch(text) else ""


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Return six digits, each picked by ``choose``, which must be random."""
    return "".join(choose("0123456789") for _place in range(DIGITS))


def typed_code(text: str) -> str:
    """Return the six digits that somebody typed, however grouped; empty if they are none."""
    digits = re.sub(r"[ .\-]", "", clean_line(text))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else ""


def expires_at(made_at: datetime) -> datetime:
    """Return until when a code counts."""
    return made_at + timedelta(minutes=CODE_MINUTES)


def wait_seconds(last: datetime | None, now: datetime) -> int:
    """Return how long to wait before another code is sent; 0 for not at all."""
    if last is None:
        return 0
    left = last + timedelta(seconds=PAUSE_SECONDS) - now
    return max(ceil(left.total_seconds()), 0)


def median_minutes(spans: Sequence[timedelta]) -> int | None:
    """Return the middle length in whole minutes, rounded; None of none."""
    if not spans:
        return None
    return round(median(span.total_seconds() for span in spans) / 60)
