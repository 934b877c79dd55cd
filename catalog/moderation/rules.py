"""Which watched words a text holds: whole words, whatever their capitals."""

import re
from collections.abc import Iterable, Mapping

from marketplace.core.text import as_read


def plain(text: str) -> str:
    """Return a text as it is compared: as eyes read it, small, one space between words."""
    return " ".join(as_read(text).split())


def found_words(texts: Iterable[str], watched: Mapping[str, str]) -> dict[str, str]:
    """Return those of the watched words that stand in the texts, with their reasons.

    A word of several parts stands there as they follow each other: "rokok elektrik".
    """
    held = plain(" · ".join(texts))
    return {
        word: why
        for word, why in watched.items()
        if re.search(rf"(?<!\w){re.escape(plain(word))}(?!\w)", held)
    }
