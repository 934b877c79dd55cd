"""How a law is cited to its reader: sources are stored in English, Indonesian cites otherwise."""

import re
from typing import Final

from django.utils.translation import get_language

_CITED: Final = re.compile(
    r"\b[Aa]rt\.? ?(?P<article>\d+)"
    r"(?:\((?P<part>\d+)\)(?:-\((?P<last>\d+)\))?(?P<letter>[a-z]\b)?)?"
)


def cited(source: str) -> str:
    """Return a legal source as the reader's language writes it: ``Pasal 78 ayat (3) huruf g``."""
    return source if (get_language() or "").startswith("en") else _CITED.sub(_in_indonesian, source)


def _in_indonesian(found: re.Match[str]) -> str:
    words = f"Pasal {found['article']}"
    if found["part"]:
        words += f" ayat ({found['part']})"
    if found["last"]:
        words += f"–({found['last']})"
    if found["letter"]:
        words += f" huruf {found['letter']}"
    return words
