"""Which kind of goods a name speaks of: the categories that its words point to. Pure.

What a thing is stands first in an Indonesian name ("Kopi arabika Bajawa, bubuk 250 g"), so that a
word counts the less the later it comes; a term of several words says more than one.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from catalog.rules import folded, parted

LATER: Final = 0.3  # how much less each further word counts
LONGER: Final = 1.5  # how much more each further word of a term counts
LONGEST: Final = 3  # words of a term
READ: Final = 12  # words of a name
BY_NEIGHBOURS: Final = 2.0  # what all similar listings together count beside the known words
Scores = dict[str, float]
Terms = Mapping[tuple[str, ...], Collection[str]]


def words_of_name(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: folded, sizes apart, twelve at most."""
    plain = "".join(sign if sign.isalnum() else " " for sign in parted(folded(name)))
    return tuple(plain.split()[:READ])


def by_words(name: str, terms: Terms) -> Scores:
    """Return how strongly the words of a name point to each key of ``terms``.

    A word that belongs to a longer term found there does not count again.
    """
    words, scores = words_of_name(name), defaultdict[str, float](float)
    at = 0
    while at < len(words):
        length = _length_of_term(words[at : at + LONGEST], terms)
        weight = LONGER ** (length - 1) / (1 + LATER * at)
        keys = tuple(terms.get(words[at : at + max(length, 1)], ()))
        for key in keys:
            scores[key] += weight / math.sqrt(len(keys))
        at += max(length, 1)
    return dict(scores)


def _length_of_term(words: tuple[str, ...], terms: Terms) -> int:
    return next((size for size in range(len(words), 0, -1) if words[:size] in terms), 0)


def together(known: Scores, neighbours: Scores) -> Scores:
    """Return what words and similar listings say together, the listings by their shares."""
    total = sum(neighbours.values())
    found = dict(known)
    for key, votes in neighbours.items():
        found[key] = found.get(key, 0.0) + BY_NEIGHBOURS * votes / total
    return found
