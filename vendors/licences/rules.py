"""What the number of a licence is worth, and its days. Pure: no Django, no clock.

As in ``vendors.rules``: ``error`` for a wrong shape, ``warn`` for what a person looks up in the
register of the office that issued it. Sentences live in messages.py.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from marketplace.core.text import clean_line
from vendors.rules import FINE, PROVINCES, Finding, Level, plain

PIRT_DIGITS: Final = 15
PIRT_YEARS: Final = 5  # PerBPOM 22/2018: how long a P-IRT permit is given for
HALAL_DIGITS: Final = 17
BPOM_DIGITS: Final = 12
BPOM_MOST_DIGITS: Final = 15  # newer registers are said to give longer numbers
COSMETICS: Final = frozenset({"NA", "NB", "NC", "ND", "NE"})
# Days before the end on which the shop is told, each once; the last is the day itself.
REMIND_BEFORE: Final = (90, 30, 7, 0)
_PACKAGING: Final = "12345678"
_SNI: Final = re.compile(r"SNI[ .-]?(ISO|IEC|ISO/IEC)?[ .-]?[0-9./-]+([:-][0-9]{4})?")


@dataclass(frozen=True, slots=True)
class Pirt:
    """The parts of a home-food number (P-IRT), as its fifteen digits say them.

    ``packaging`` 1 glass … 8 several; ``food_type`` two digits; ``region``: province and
    kabupaten/kota; ``product`` and ``producer``: serials; ``year`` in which it ends.
    """

    packaging: str
    food_type: str
    region: str
    product: str
    producer: str
    year: int


def letters_and_rest(value: str) -> tuple[str, str]:
    """Return the letters a number begins with and the rest without spaces, dots and dashes."""
    compact = plain(value).upper().replace(":", "")
    found = re.match(r"[A-Z]*", compact)
    letters = found.group() if found else ""
    return letters, compact[len(letters) :]


def pirt_digits(value: str) -> str:
    """Return a P-IRT number without its letters and marks."""
    return plain(re.sub(r"(?i)^\s*(sp)?\s*p-?\s*irt\s*(no\.?)?\s*:?", "", clean_line(value)))


def read_pirt(value: str) -> Pirt | None:
    """Return the parts of a P-IRT number; None for what is no such number."""
    digits = pirt_digits(value)
    if re.fullmatch(r"[0-9]{15}", digits) is None:
        return None
    return Pirt(
        packaging=digits[0],
        food_type=digits[1:3],
        region=digits[3:7],
        product=digits[7:9],
        producer=digits[9:13],
        year=2000 + int(digits[13:]),
    )


def check_pirt(value: str, *, on: date) -> Finding:
    """Check a home-food permit (P-IRT): fifteen digits, the last two the year it ends.

    on: the day the permit must still be valid. Layout by PerBPOM 22/2018.
    """
    digits = pirt_digits(value)
    if re.fullmatch(r"[0-9]+", digits) is None:
        return Finding("pirt_not_digits")
    parts = read_pirt(digits)
    if parts is None:
        return Finding("pirt_length", params={"needed": PIRT_DIGITS, "found": len(digits)})
    return _doubt_of_pirt(parts, on)


def _doubt_of_pirt(parts: Pirt, on: date) -> Finding:
    if parts.packaging not in _PACKAGING or parts.food_type == "00":
        return Finding("pirt_packaging", Level.WARN)
    if parts.region[:2] not in PROVINCES:
        return Finding("pirt_region", Level.WARN, {"code": parts.region[:2]})
    if parts.year < on.year:
        return Finding("pirt_expired", Level.WARN, {"year": parts.year})
    if parts.year > on.year + PIRT_YEARS:
        return Finding("pirt_too_long", Level.WARN, {"year": parts.year, "years": PIRT_YEARS})
    return FINE


def check_bpom(value: str, *, letters: str) -> Finding:
    """Check a food registration of BPOM: ``MD`` (made here) or ``ML`` (imported), then digits.

    Twelve digits are the usual shape; up to fifteen are accepted with a doubt.
    """
    found, rest = letters_and_rest(value)
    found = found.removeprefix("BPOM").removeprefix("RI")
    if found in COSMETICS or found.removeprefix("POM") in COSMETICS:
        return Finding("bpom_cosmetics", params={"letters": letters})
    if found != letters:
        return Finding("bpom_letters", params={"letters": letters})
    if re.fullmatch(r"[0-9]+", rest) is None:
        return Finding("bpom_not_digits", params={"letters": letters})
    if not BPOM_DIGITS <= len(rest) <= BPOM_MOST_DIGITS:
        return Finding("bpom_length", params={"needed": BPOM_DIGITS, "found": len(rest)})
    return FINE if len(rest) == BPOM_DIGITS else Finding("bpom_longer", Level.WARN)


def check_halal(value: str) -> Finding:
    """Check a halal certificate of BPJPH: ``ID`` and seventeen digits.

    A ``KH`` number belongs to an application that is still running, and proves nothing.
    """
    letters, rest = letters_and_rest(value)
    if letters == "KH":
        return Finding("halal_application")
    if letters != "ID" or re.fullmatch(r"[0-9]+", rest) is None:
        return Finding("halal_letters", params={"needed": HALAL_DIGITS})
    if len(rest) != HALAL_DIGITS:
        return Finding("halal_length", params={"needed": HALAL_DIGITS, "found": len(rest)})
    return FINE


def check_sni(value: str) -> Finding:
    """Check the number of a national standard or of its certificate (SPPT SNI)."""
    typed = clean_line(value).upper()
    wrong = check_any(typed)
    if wrong.is_error:
        return wrong
    return FINE if _SNI.match(typed) else Finding("sni_unusual", Level.WARN)


def check_any(value: str) -> Finding:
    """Check a number of no known layout: some digits, and not one digit again and again."""
    digits = re.sub(r"[^0-9]", "", value)
    if not digits:
        return Finding("licence_no_digits")
    if len(digits) > 1 and len(set(digits)) == 1:
        return Finding("licence_one_digit", Level.WARN)
    return FINE


def check_percent(percent: Decimal | None) -> Finding:
    """Check a local content (TKDN): more than 0 and at most 100 percent."""
    if percent is None:
        return Finding("tkdn_missing")
    return FINE if 0 < percent <= 100 else Finding("tkdn_range")


def check_days(
    *, issued_on: date | None, expires_on: date | None, has_end: bool, on: date
) -> Finding:
    """Check the days on a licence. ``has_end``: whether its kind always ends; ``on``: today."""
    if issued_on is not None and issued_on > on:
        return Finding("licence_not_issued_yet")
    if has_end and expires_on is None:
        return Finding("licence_end_missing")
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        return Finding("licence_ends_first")
    if expires_on is not None and expires_on < on:
        return Finding("licence_over")
    return FINE


def is_valid(*, verified: bool, issued_on: date | None, expires_on: date | None, on: date) -> bool:
    """Say whether a licence proves something on a day; its last day belongs to it."""
    begun = issued_on is None or issued_on <= on
    return verified and begun and (expires_on is None or on <= expires_on)


def days_left(expires_on: date | None, on: date) -> int | None:
    """Return the days until a licence ends: 0 on its last day, None where it has no end."""
    return None if expires_on is None else (expires_on - on).days


def due_mark(left: int, marks: Iterable[int]) -> int | None:
    """Return the nearest mark that is due with so many days left; None before the first.

    Whoever was not told in time (a worker that stood still, a licence that came late) is told of
    the nearest one only, not of all that passed.
    """
    return min((mark for mark in marks if left <= mark), default=None)


def day_of_mark(expires_on: date, mark: int) -> date:
    """Return the day on which a mark is due."""
    return expires_on - timedelta(days=mark)
