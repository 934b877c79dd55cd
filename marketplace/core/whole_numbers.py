"""Numbers out of text: as people type them, and as pages and addresses carry them. Pure.

A number that may be read in two ways is refused, never guessed: 25.000,00 is twenty-five thousand,
2,5 is no number of units.
"""

import re
from decimal import Decimal
from typing import Final

from marketplace.core.text import clean_line

MAX_TYPED: Final = 40  # characters read of what was typed; a number needs far fewer
MAX_DIGITS: Final = 16
MAX_KEY_DIGITS: Final = 18  # every number of so many digits fits a bigint
_MONEY: Final = r"(?:(?:rp\.?|idr) ?)?"
_POINTS, _COMMAS, _SPACES = (rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+" for sign in (r"\.", ",", " "))
# How a number ends when it says that it has no fraction: as in Indonesia, and the English way.
_WHOLE: Final = re.compile(
    rf"{_MONEY}(?:(?P<here>\d+|{_POINTS}|{_SPACES})(?:,00|,-|\.-)?"
    rf"|(?P<english>\d+|{_COMMAS}|{_SPACES})(?:\.00)?)",
    re.ASCII | re.IGNORECASE,
)
_FRACTION: Final = re.compile(
    rf"{_MONEY}(?:(?:\d+|{_SPACES})[.,]\d+|{_POINTS},\d+|{_COMMAS}\.\d+|[.,]\d+)",
    re.ASCII | re.IGNORECASE,
)
_DECIMAL: Final = re.compile(
    rf"(?P<whole>\d+|{_POINTS}|{_SPACES})(?:,(?P<rest>\d+))?|(?P<plain>\d+)\.(?P<point>\d+)",
    re.ASCII,
)
_TWO_READINGS: Final = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
_PERCENT: Final = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))? ?%?", re.ASCII)


def typed_number(text: str) -> int | None:
    """Return the whole number or the rupiah a person typed, or None when it is neither.

    ``1.000.000``, ``1,000,000``, ``1 000 000`` and ``Rp 5.000,-`` are numbers; at most 16 digits,
    never negative, never with a real fraction, and only with the digits 0 to 9.
    """
    found = _WHOLE.fullmatch(_typed(text))
    if found is None:
        return None
    digits = re.sub(r"\D", "", found["here"] or found["english"])
    return int(digits) if len(digits) <= MAX_DIGITS else None


def has_fraction(text: str) -> bool:
    """Whether a person typed a number, but not a whole one: ``2,5``, ``10.0``, ``1.000,50``."""
    return typed_number(text) is None and _FRACTION.fullmatch(_typed(text)) is not None


def typed_percent(text: str) -> Decimal | None:
    """Return a share from 0 to 100 per cent with two decimals at most (``40``, ``12,5 %``)."""
    found = _PERCENT.fullmatch(_typed(text))
    if found is None:
        return None
    share = Decimal(f"{found[1]}.{found[2] or 0}")
    return share if share <= 100 else None


def typed_decimal(text: str) -> Decimal | None:
    """Return a measure of 0 or more as a person typed it: ``1,5``, ``1.250,75``, ``0.25``; or None.

    Points group as in Indonesia: ``1.250`` is twelve hundred and fifty. ``1,250`` is refused:
    whoever writes the English way means a thousand times more.
    """
    typed = _typed(text)
    found = None if _TWO_READINGS.fullmatch(typed) else _DECIMAL.fullmatch(typed)
    if found is None or len(re.sub(r"\D", "", typed)) > MAX_DIGITS:
        return None
    if found["plain"] is not None:
        return Decimal(f"{found['plain']}.{found['point']}")
    return Decimal(f"{re.sub(r'[^0-9]', '', found['whole'])}.{found['rest'] or 0}")


def plain_number(text: str) -> int | None:
    """Return the number that a page of ours wrote into an address or a hidden field, or None.

    Digits only, at most 18, so that it can be asked of the database as a key.
    """
    is_plain = text.isascii() and text.isdigit() and len(text) <= MAX_KEY_DIGITS
    return int(text) if is_plain else None


def _typed(text: str) -> str:
    """Return what is read of a number, nothing when it is too long to be one."""
    return clean_line(text) if len(text) <= MAX_TYPED else ""
