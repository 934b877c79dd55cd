"""What a question or an answer must not hold, and how fast a shop answers. Pure."""

import re
from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Final

ENOUGH_ANSWERS: Final = 5  # fewer say more about chance than about a shop
COUNTED_DAYS: Final = 90  # older answers say little about a shop of today
MOST_A_DAY: Final = 10  # questions of one person
MOST_WAITING: Final = 3  # of one office about the same goods
LONGEST_OF_CODE: Final = 8  # digits in a row that are no number of a person: years, codes, sizes
_HOUR: Final = 3_600

_ADDRESS: Final = re.compile(r"\S+@\S+|https?://|www\.|\bwa\.me\b", re.IGNORECASE)
_RUPIAH: Final = re.compile(r"(?<![\d+.])\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?![\d.])")
_DIGITS: Final = re.compile(r"\+?\d(?:(?:[\s._()/·-]{0,3}|,)\d)*")


def names_a_person(text: str) -> bool:
    """Whether a text holds an e-mail address, a link, or a number by which somebody is known.

    Telephone numbers, NIK, NPWP and bank accounts have nine digits or more, however they are
    parted; sums of money (``1.250.000.000``) have a point at every third digit and are none.
    """
    if _ADDRESS.search(text):
        return True
    rest = _RUPIAH.sub(" x ", text)
    return any(_is_long(found) for found in _DIGITS.findall(rest))


def _is_long(found: str) -> bool:
    return sum(char.isdigit() for char in found) > LONGEST_OF_CODE


def median_hours(waits: Sequence[timedelta]) -> int:
    """Return the median of how long answers took, in whole hours, one at least.

    Raises: StatisticsError when there are none.
    """
    return max(1, round(median(wait.total_seconds() for wait in waits) / _HOUR))
