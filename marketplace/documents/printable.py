"""Text that our fonts can print: every sign that is typed, or one in its place. Pure.

The typesetter refuses an archive-grade paper with a sign that no font has, so one emoji in a name
would leave an order without its papers for ever. The data of a paper stays as it was frozen; only
what is printed of it is changed.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

UNPRINTABLE: Final = "?"
LONGEST_WORD: Final = 24  # letters; narrower than the narrowest column of a table
_BREAK: Final = "\u200b"  # a line may end here; nothing is printed
# What all three files in templates/documents/fonts have; tests/documents print each of these.
COVERED: Final = "\n -~\u00a0-\u017f\u2010-\u2027\u2030\u20ac\u2212"
_SIGN: Final = re.compile(f"[{COVERED}]")
_LONG: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_ALIKE: Final = {"\u2044": "/", "\u2032": "'", "\u2033": '"', "\u2190": "<-", "\u2192": "->"}


def printable(text: str) -> str:
    """Return text in signs that can be printed, long words with places to break."""
    signs: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        sign = char if _SIGN.match(char) else _nearest(char)
        if sign != UNPRINTABLE or signs[-1:] != [UNPRINTABLE] or char == UNPRINTABLE:
            signs.append(sign)
    return _LONG.sub(_breakable, "".join(signs))


def in_print(data: Any) -> Any:
    """Return a paper's data with every text in it printable."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {key: in_print(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [in_print(value) for value in data]
    return data


def _nearest(char: str) -> str:
    """Return the letters a sign is made of (m2 of the square metre), nothing for a mere mark."""
    for letters in _simpler(char):
        kept = "".join(part for part in letters if _SIGN.match(part))
        if kept.strip():
            return kept
    if unicodedata.category(char)[0] == "Z" or char == "\t":
        return " "
    return "" if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc", "Cs"} else UNPRINTABLE


def _simpler(char: str) -> Iterator[str]:
    """Yield what a sign is made of, first with the marks on its letters, then without."""
    parts = unicodedata.normalize("NFKD", char)
    plain = "".join(_ALIKE.get(part, part) for part in parts)
    for end in range(len(plain), 0, -1):
        yield unicodedata.normalize("NFC", plain[:end])


def _breakable(word: re.Match[str]) -> str:
    step = LONGEST_WORD // 2
    letters = word[0]
    return _BREAK.join(letters[at : at + step] for at in range(0, len(letters), step))
