"""How much one unit on sale holds, as its words say it. Pure: words in, amounts out.

A bag of "250 g", a box of "isi 100", a carton of "24 x 220 ml": what differs in it is not compared,
and what is measured alike has a price per kilogram, litre, sheet or piece. Where words could mean
two things, nothing is computed: no number is better than a wrong one.
"""

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

MASS, VOLUME, SHEETS, PIECES, LENGTH = "g", "ml", "lembar", "buah", "mm"
# What a word means: its measure, and how many of it one is.
MEASURES: Final = {
    "mg": (MASS, Fraction(1, 1000)),
    "g": (MASS, Fraction(1)),
    "gr": (MASS, Fraction(1)),
    "gram": (MASS, Fraction(1)),
    "ons": (MASS, Fraction(100)),
    "kg": (MASS, Fraction(1_000)),
    "kilo": (MASS, Fraction(1_000)),
    "kilogram": (MASS, Fraction(1_000)),
    "kuintal": (MASS, Fraction(100_000)),
    "ton": (MASS, Fraction(1_000_000)),
    "ml": (VOLUME, Fraction(1)),
    "cc": (VOLUME, Fraction(1)),
    "l": (VOLUME, Fraction(1_000)),
    "lt": (VOLUME, Fraction(1_000)),
    "ltr": (VOLUME, Fraction(1_000)),
    "liter": (VOLUME, Fraction(1_000)),
    "litre": (VOLUME, Fraction(1_000)),
    "mm": (LENGTH, Fraction(1)),
    "cm": (LENGTH, Fraction(10)),
    "m": (LENGTH, Fraction(1_000)),
    "meter": (LENGTH, Fraction(1_000)),
}
COUNTED: Final = {
    "lembar": (SHEETS, 1),
    "lbr": (SHEETS, 1),
    "rim": (SHEETS, 500),
    "buah": (PIECES, 1),
    "bh": (PIECES, 1),
    "pcs": (PIECES, 1),
    "pc": (PIECES, 1),
    "biji": (PIECES, 1),
    "butir": (PIECES, 1),
    "batang": (PIECES, 1),
    "potong": (PIECES, 1),
    "sachet": (PIECES, 1),
    "kantong": (PIECES, 1),
    "bungkus": (PIECES, 1),
    "botol": (PIECES, 1),
    "lusin": (PIECES, 12),
    "kodi": (PIECES, 20),
    "gros": (PIECES, 144),
}
PACKS: Final = frozenset({"rim", "lusin", "kodi", "gros"})
# One of these is itself what is bought: a size beside it is how much it can hold, not what it does.
SINGLE: Final = frozenset({"buah", "unit", "set", "stel", "pasang", "lembar", "batang", "potong"})
SPELLED: Final = {
    "bh": "buah",
    "pcs": "buah",
    "pc": "buah",
    "biji": "buah",
    "lbr": "lembar",
    "bks": "bungkus",
    "btl": "botol",
    "ktk": "kotak",
    "l": "liter",
    "lt": "liter",
    "ltr": "liter",
    "kilo": "kg",
    "kilogram": "kg",
    "gr": "g",
    "gram": "g",
    "meter": "m",
}
PER: Final = {
    MASS: ("kg", 1_000),
    VOLUME: ("liter", 1_000),
    SHEETS: ("lembar", 1),
    PIECES: ("buah", 1),
}

_NUMBER = r"\d{1,9}(?:[.,]\d{1,9})*"
_MEASURE = "|".join(sorted(MEASURES, key=len, reverse=True))
_COUNTED = "|".join(sorted(COUNTED, key=len, reverse=True))
_DIMENSIONS = re.compile(rf"(?<![\w.,]){_NUMBER}(?:\s*[x×]\s*{_NUMBER})+\s*(mm|cm|m)(?![\w²³])")
_TIMES = re.compile(
    rf"(?<![\w.,])({_NUMBER})\s*(?:(?:{_COUNTED})\s*)?[x×@]\s*({_NUMBER})\s*({_MEASURE})(?![\w²³])"
)
_MEASURED = re.compile(rf"(?<![\w.,])({_NUMBER})\s*({_MEASURE})(?![\w²³])(?!\s*/\s*m)")
_ISI = re.compile(rf"\bisi\s*:?\s*({_NUMBER})(?:\s*([^\W\d_]+))?")
_PIECES = re.compile(rf"(?<![\w.,])({_NUMBER})\s*({_COUNTED})\b")
_FORMAT = re.compile(r"\b([abf]\d)\b")
_PERSONS = re.compile(rf"(?<![\w.,])({_NUMBER})\s*orang\b")


class Content(NamedTuple):
    """So much of a measure: 250 of "g"."""

    measure: str
    amount: Fraction


class PerUnit(NamedTuple):
    """A price in rupiah for one ``unit``: kg, liter, lembar, buah."""

    rupiah: int
    unit: str


def canonical_unit(unit: str) -> str:
    """Return a unit of sale as comparisons know it: ``pcs`` is ``buah``."""
    words = " ".join(_plain(unit).split()).strip(" .")
    return SPELLED.get(words, words)


def stated(text: str) -> tuple[list[Content], list[str]]:
    """Return the amounts that a text states, and other sizes in words: ``a4``, ``5 lauk``."""
    rest, found, other = _plain(text), [], []
    for pattern, read in _READERS:
        for match in pattern.finditer(rest):
            one = read(match)
            if isinstance(one, Content):
                found.append(one)
            elif one:
                other.append(one)
        rest = pattern.sub(" ; ", rest)
    other += [match[1] for match in _FORMAT.finditer(rest)]
    other += [f"{_number(match[1])} orang" for match in _PERSONS.finditer(rest)]
    return found, other


@lru_cache(maxsize=2_048)  # a list asks for two dozen, and for the same ones again
def content(name: str, unit: str, label: str = "") -> Content | None:
    """Return what one unit on sale holds, None where its words do not say or could mean two things.

    The label of the variant counts before the name, the unit before both where it is a measure.
    """
    sold_by = canonical_unit(unit)
    if sold_by in MEASURES:
        return Content(*MEASURES[sold_by]) if MEASURES[sold_by][0] != LENGTH else None
    by_unit, _other = stated(unit)
    for said in (by_unit, *(stated(text)[0] for text in (label, name))):
        held = {one for one in said if one.measure != LENGTH and one.amount > 0}
        if held:
            return _meant(held, sold_by)
    return _pack(sold_by)


def _meant(held: set[Content], sold_by: str) -> Content | None:
    """Return the one amount that is sold; of paper a mass is that of a square metre."""
    if sold_by in SINGLE:
        return None
    counted = {one for one in held if one.measure in {SHEETS, PIECES}}
    if sold_by in PACKS and not counted:
        return _pack(sold_by)
    if sold_by in PACKS or any(one.measure == SHEETS for one in held):
        held = counted
    return next(iter(held)) if len(held) == 1 else None


def _pack(sold_by: str) -> Content | None:
    if sold_by not in PACKS:
        return None
    measure, number = COUNTED[sold_by]
    return Content(measure, Fraction(number))


def size_words(name: str, unit: str, label: str = "") -> str:
    """Return the sizes by which goods are told apart: of the label, else of the name, and the unit.

    Written alike however they were typed: ``0,25 kg`` and ``250 gram`` are one.
    """
    for text in (label, name, unit):
        found, other = stated(text)
        if found or other:
            amounts = {f"{_written(one.amount)} {one.measure}" for one in found}
            return " ".join(sorted(amounts | set(other)))
    return ""


def per_unit(price_rupiah: int, held: Content | None) -> PerUnit | None:
    """Return what a kilogram, litre, sheet or piece costs; None where it says nothing new."""
    if held is None:
        return None
    unit, number = PER[held.measure]
    if held.amount == number:
        return None
    exact = Fraction(price_rupiah * number) / held.amount
    whole = int(exact + Fraction(1, 2))
    return PerUnit(whole, unit) if whole else None


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _number(typed: str) -> str:
    return _written(_value(typed))


def _value(typed: str) -> Fraction:
    """Read a number as it is written here: ``1.000`` is a thousand, ``1,5`` and ``1.5`` are not."""
    parts = re.split(r"[.,]", typed)
    grouped = len(parts) > 1 and parts[0] != "0" and all(len(part) == 3 for part in parts[1:])
    if grouped and ("," not in typed or len(parts) > 2):
        return Fraction("".join(parts))
    return Fraction("".join(parts[:-1]) + "." + parts[-1]) if len(parts) > 1 else Fraction(typed)


def _written(amount: Fraction) -> str:
    return str(amount.numerator) if amount.denominator == 1 else str(float(amount))


def _dimensions(match: re.Match[str]) -> str:
    numbers = re.findall(_NUMBER, match[0])
    return f"{'x'.join(_number(one) for one in numbers)} {match[1]}"


def _times(match: re.Match[str]) -> Content:
    measure, factor = MEASURES[match[3]]
    return Content(measure, _value(match[1]) * _value(match[2]) * factor)


def _measured(match: re.Match[str]) -> Content:
    measure, factor = MEASURES[match[2]]
    return Content(measure, _value(match[1]) * factor)


def _isi(match: re.Match[str]) -> Content | str:
    word = match[2] or ""
    if word in MEASURES and MEASURES[word][0] != LENGTH:
        measure, factor = MEASURES[word]
        return Content(measure, _value(match[1]) * factor)
    if word in COUNTED or not word:
        measure, number = COUNTED.get(word, (PIECES, 1))
        return Content(measure, _value(match[1]) * number)
    return f"{_number(match[1])} {word}"


def _pieces(match: re.Match[str]) -> Content:
    measure, number = COUNTED[match[2]]
    return Content(measure, _value(match[1]) * number)


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Content | str]], ...]] = (
    (_DIMENSIONS, _dimensions),
    (_TIMES, _times),
    (_ISI, _isi),
    (_MEASURED, _measured),
    (_PIECES, _pieces),
)
