"""Which kind of goods a name speaks of: the categories that its words point to. Pure.

What a thing is stands first in an Indonesian name ("Kopi arabika Bajawa, bubuk 250 g"), so that a
word counts the less the later it comes; a term of several words says more than one.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from catalog.rules import folded, parted

WORDS: Final = Path(__file__).parent / "data" / "category_words.csv"
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


@cache
def known_terms() -> Terms:
    """Return the terms that come with the product, with the codes of the categories they name."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for term in row["words"].split(","):
                if words := words_of_name(term):
                    found[words].add(row["code"])
    return {words: frozenset(codes) for words, codes in found.items()}


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


def ranked(scores: Scores) -> Sequence[str]:
    """Return the keys that anything points to, strongest first."""
    return sorted((key for key in scores if scores[key] > 0), key=lambda key: (-scores[key], key))
