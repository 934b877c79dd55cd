"""How people write: numbers and words with what they mean, made without the product's readers.

A ``Case`` is what is typed and what it means; ``meant`` is REFUSED for what must not be accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

REFUSED: Final = object()
UNSEEN = "\u200b\u200c\u2060\ufeff\u00ad\u202a\u202e\u200e\u180e\U000e0020\x00\x1b"
SPACES = "\u00a0\u2007\u202f\u2009\u3000\t"
EMPTY_LOOKING = ("", " ", "\u200b", "\u3164", "\u2800\u00a0", "\r\n", "\ufeff\t", "\x00", "\u202e")
WORDS = (
    *("Kopi", "arabika", "Bajawa", "Sa'ban", "Jl.", "No.", "250-500", "g", "㎡", "5kg", "é", "Ñ"),
    *(
        "ꦏꦺꦴꦥꦶ",
        "咖啡",
        "قهوة",
        "👩🏽‍🌾",
        "<b>",
        "&amp;",
        "'; DROP TABLE x; --",
        '"tenun"',
        "100%",
        "{{ x }}",
    ),
)
LONG = "W" * 6_000


@dataclass(frozen=True, slots=True)
class Case:
    """What is typed, and what it means."""

    typed: str
    meant: object


def _points(number: int) -> str:
    text = str(number)
    groups: list[str] = []
    while len(text) > 3:
        text, group = text[:-3], text[-3:]
        groups.insert(0, group)
    return ".".join([text, *groups])


def _commas(number: int) -> str:
    return _points(number).replace(".", ",")


def _foreign(number: int, zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in str(number))


RIGHT: tuple[Callable[[int], str], ...] = (
    str,
    _points,
    _commas,
    lambda n: _points(n).replace(".", " "),
    lambda n: _points(n).replace(".", "\u00a0"),
    lambda n: f"Rp {_points(n)}",
    lambda n: f"Rp. {_points(n)},-",
    lambda n: f"rp{n}",
    lambda n: f"IDR {_commas(n)}.00",
    lambda n: f"{_points(n)},00",
    lambda n: f"{n}.00",
    lambda n: f"\u202a{_points(n)},\u2013\u202c",
    lambda n: f" {n}\u200b\u3000",
)
WRONG: tuple[Callable[[int], str], ...] = (
    lambda n: f"{n},5",
    lambda n: f"{n}.50",
    lambda n: f"{n}.0",
    lambda n: f"{_points(n)},05",
    lambda n: f"-{n}",
    lambda n: f"\u2212{n}",
    lambda n: f"+{n}",
    lambda n: f"{n}e1",
    lambda n: f"0x{n}",
    lambda n: f"{n}_000",
    lambda n: f"{n} {n}.000,00,00",
    lambda n: f"{n + 1000}.000",
    lambda n: f"1.{_commas(n + 1000)}",
    lambda n: f"0.{n % 900 + 100}",
    lambda n: _foreign(n, "\u0660"),
    lambda n: _foreign(n, "\uff10"),
    lambda n: f"{n}\u0966",
    lambda n: f"{n}\u00b2",
    lambda n: f"{n} unit",
    lambda n: "9" * (17 + n % 30),
    lambda n: f"{n}\n,5",
)


def number(chance: Random, least: int, most: int) -> Case:
    """A number inside or outside of the bounds, written rightly or wrongly."""
    value = chance.choice([least, most, chance.randint(least, most), chance.randint(0, 9_999)])
    if chance.random() < 0.2:
        value = most + chance.randint(1, 10**6)
    if chance.random() < 0.5:
        return Case(chance.choice(WRONG)(value), REFUSED)
    is_inside = least <= value <= most and len(str(value)) <= 16
    return Case(chance.choice(RIGHT)(value), value if is_inside else REFUSED)


def share(chance: Random) -> Case:
    """A percentage with up to two decimals, or something that is none."""
    hundredths = chance.randint(0, 12_000)
    text = f"{hundredths // 100}{chance.choice('.,')}{hundredths % 100:02d}"
    if chance.random() < 0.4:
        ways = [f"-{text}", f"{text}5", f"{text}e1", _foreign(hundredths, "\u0660"), "NaN", "1e1"]
        return Case(chance.choice(ways), REFUSED)
    return Case(text, Decimal(hundredths) / 100 if hundredths <= 10_000 else REFUSED)


def line(chance: Random, least: int, most: int) -> Case:
    """One line of words, pasted with marks that nobody sees and spaces of every kind."""
    if chance.random() < 0.15:
        return Case(chance.choice(EMPTY_LOOKING), "")
    if chance.random() < 0.05:
        return Case(LONG, LONG if len(LONG) <= most else REFUSED)
    words = [chance.choice(WORDS) for _ in range(chance.randint(1, 6))]
    meant = " ".join(words)
    gaps = (chance.choice([" ", "  ", *SPACES]) for _ in range(len(words) + 1))
    typed = "".join(gap + _marked(chance, word) for gap, word in zip(gaps, words, strict=False))
    return Case(typed, meant if least <= len(meant) <= most else REFUSED)


def text(chance: Random, least: int, most: int) -> Case:
    """Several lines of words, with the line ends of every system."""
    if chance.random() < 0.15:
        return Case(chance.choice(EMPTY_LOOKING), "")
    lines = [[chance.choice(WORDS) for _ in range(chance.randint(1, 6))] for _ in range(3)]
    end = chance.choice(["\n", "\r\n", "\r"])
    meant = "\n".join(" ".join(words) for words in lines)
    typed = end.join(" ".join(_marked(chance, word) for word in words) for words in lines)
    return Case(typed, meant if least <= len(meant) <= most else REFUSED)


def _marked(chance: Random, word: str) -> str:
    return "".join(_pasted(chance, char) for char in word)


def _pasted(chance: Random, char: str) -> str:
    if char == "'":
        return chance.choice("'\u2019\u2018")
    if char == "-":
        return chance.choice("-\u2013\u2011\u2014")
    unseen = chance.choice(UNSEEN) if chance.random() < 0.1 and char.isascii() else ""
    return unseen + char
