"""Typed attributes of goods: what is typed becomes a value, a value becomes words. Pure.

A value is stored as text, a JSON number, or true and false; a number is counted in the unit of its
template. ``catalog_attribute_fault`` is the database's twin of ``faults`` (a test compares them).
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from marketplace.core.money import grouped
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import typed_decimal

Value = str | int | float | bool
Values = Mapping[str, Value]

TEXT_MAX: Final = 120
NUMBER_MAX: Final = 10**9
PLACES: Final = 4
_NUMBER: Final = re.compile(r"(?P<number>[\d.,\s]*\d)\s*(?P<unit>[^\d.,\s].*)?", re.ASCII)
_YES: Final = frozenset({"ya", "yes", "true", "y"})
_NO: Final = frozenset({"tidak", "no", "false", "t", "n"})
# What is typed for a unit: its family, and how many of the family's smallest it is.
_UNITS: Final[dict[str, tuple[str, Decimal]]] = {
    **{name: ("mass", Decimal(1)) for name in ("g", "gr", "gram")},
    "ons": ("mass", Decimal(100)),
    **{name: ("mass", Decimal(1000)) for name in ("kg", "kilo", "kilogram")},
    "kuintal": ("mass", Decimal(100_000)),
    "ton": ("mass", Decimal(1_000_000)),
    "mm": ("length", Decimal(1)),
    "cm": ("length", Decimal(10)),
    **{name: ("length", Decimal(1000)) for name in ("m", "meter")},
    **{name: ("area", Decimal(1)) for name in ("cm2", "cm²")},
    **{name: ("area", Decimal(10_000)) for name in ("m2", "m²", "meter persegi")},
    **{name: ("volume", Decimal(1)) for name in ("ml", "cc", "mililiter")},
    **{name: ("volume", Decimal(1000)) for name in ("l", "lt", "liter")},
    "menit": ("time", Decimal(1)),
    "jam": ("time", Decimal(60)),
    "hari": ("time", Decimal(1440)),
    **{name: ("months", Decimal(1)) for name in ("bulan", "bln")},
    **{name: ("months", Decimal(12)) for name in ("tahun", "thn")},
    **{name: ("paper", Decimal(1)) for name in ("gsm", "g/m2", "g/m²", "gram/m2")},
    **{name: ("power", Decimal(1)) for name in ("w", "watt")},
    "kw": ("power", Decimal(1000)),
    **{name: ("share", Decimal(1)) for name in ("%", "persen")},
}


class Kind(StrEnum):
    """What sort of value an attribute has."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Spec(NamedTuple):
    """One attribute of a category's template, as far as values are judged by it."""

    code: str
    label: str
    kind: Kind
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False


class Fault(StrEnum):
    """Why something typed or stored is no value of an attribute."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_NUMBER = "no_number"
    OTHER_UNIT = "other_unit"
    OUT_OF_RANGE = "out_of_range"
    NO_CHOICE = "no_choice"
    NO_YES_NO = "no_yes_no"


class BadValue(Exception):
    """What was typed is no value of the attribute; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def clean(spec: Spec, typed: object) -> Value | None:
    """Return the value that was meant, None for nothing. Raises: BadValue.

    What is a value already stays as it is, so that cleaning twice changes nothing.
    """
    if spec.kind == Kind.YES_NO:
        return _yes_no(typed)
    if spec.kind == Kind.NUMBER:
        return _number(spec, typed)
    text = clean_line(typed) if isinstance(typed, str) else ""
    if not text:
        return None
    if spec.kind == Kind.CHOICE:
        return _choice(spec, text)
    if len(text) > TEXT_MAX:
        raise BadValue(Fault.TOO_LONG)
    return text


def _yes_no(typed: object) -> bool | None:
    if isinstance(typed, bool):
        return typed
    word = clean_line(str(typed or "")).casefold()
    if not word:
        return None
    if word not in _YES | _NO:
        raise BadValue(Fault.NO_YES_NO)
    return word in _YES


def _choice(spec: Spec, text: str) -> str:
    for choice in spec.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise BadValue(Fault.NO_CHOICE)


def _number(spec: Spec, typed: object) -> int | float | None:
    if isinstance(typed, bool):
        raise BadValue(Fault.NO_NUMBER)
    if isinstance(typed, int | float):
        return _within(Decimal(repr(typed)))
    text = clean_line(str(typed or ""))
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    number = typed_decimal(found["number"]) if found else None
    if found is None or number is None:
        raise BadValue(Fault.NO_NUMBER)
    return _within(_counted_in(spec.unit, number, found["unit"] or ""))


def _within(number: Decimal) -> int | float:
    """Return a number as it is stored. Raises: BadValue beyond the bounds, or finer than they."""
    is_within = number.is_finite() and 0 <= number <= NUMBER_MAX
    if not is_within or number != round(number, PLACES):
        raise BadValue(Fault.OUT_OF_RANGE)
    whole = number == number.to_integral_value()
    return int(number) if whole else float(number)


def _counted_in(unit: str, number: Decimal, typed: str) -> Decimal:
    """Return a number in the template's unit: ``1,5 kg`` of a unit gram are 1,500."""
    meant, wanted = typed.strip(" .").casefold(), unit.casefold()
    if not meant or meant == wanted:
        return number
    here, there = _UNITS.get(meant), _UNITS.get(wanted)
    if here is None or there is None or here[0] != there[0]:
        raise BadValue(Fault.OTHER_UNIT)
    return number * here[1] / there[1]


def clean_all(
    specs: Iterable[Spec], typed: Mapping[str, object]
) -> tuple[dict[str, Value], dict[str, Fault]]:
    """Return the values that were meant, and what is wrong with the others, by code.

    What no attribute of the template is named is left out: an etalase of another category asks for
    other things.
    """
    values: dict[str, Value] = {}
    wrong: dict[str, Fault] = {}
    for spec in specs:
        try:
            value = clean(spec, typed.get(spec.code))
        except BadValue as bad:
            wrong[spec.code] = bad.fault
        else:
            if value is not None:
                values[spec.code] = value
    return values, wrong


def faults(specs: Iterable[Spec], values: Mapping[str, object]) -> dict[str, Fault]:
    """Return what is wrong with stored values: unknown, of another type, or missing."""
    known = {spec.code: spec for spec in specs}
    found = dict.fromkeys(sorted(set(values) - set(known)), Fault.UNKNOWN)
    for code, spec in known.items():
        if code in values:
            fault = _fault_of(spec, values[code])
            if fault is not None:
                found[code] = fault
        elif spec.required:
            found[code] = Fault.MISSING
    return found


def _fault_of(spec: Spec, value: object) -> Fault | None:
    """Return what is wrong with one stored value; it must be exactly what cleaning makes of it."""
    if spec.kind in {Kind.TEXT, Kind.CHOICE} and not isinstance(value, str):
        return Fault.NO_CHOICE if spec.kind == Kind.CHOICE else Fault.TOO_LONG
    if spec.kind == Kind.NUMBER and not isinstance(value, int | float):
        return Fault.NO_NUMBER
    if spec.kind == Kind.YES_NO and not isinstance(value, bool):
        return Fault.NO_YES_NO
    try:
        kept = clean(spec, value)
    except BadValue as bad:
        return bad.fault
    if kept is None:
        return Fault.MISSING
    return None if kept == value else Fault.NO_CHOICE


def shown(spec: Spec, value: Value, *, yes: str, no: str) -> str:
    """Return a value as people read it, with its unit: ``1.500 g``, ``2,5 m``, ``ya``."""
    if isinstance(value, bool):
        return yes if value else no
    if isinstance(value, str):
        return value
    return f"{number_words(value)} {spec.unit}".rstrip()


def number_words(value: float) -> str:
    """Return a number with Indonesian signs, as the field takes it back: ``1.250,75``."""
    whole, _point, rest = f"{Decimal(repr(value)):f}".partition(".")
    fraction = rest.rstrip("0")
    return grouped(int(whole)) + (f",{fraction}" if fraction else "")
