"""Which etalases a name of goods points to: by known words, and by goods of like names."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from catalog import guessing
from catalog.guessing import Scores, Terms
from catalog.models import Etalase
from catalog.offers import LEADS, ask
from catalog.residence import area_of
from catalog.search_words import Group, wanting, words_of
from vendors.models import Vendor
from vendors.policies import ancestors

WORDS: Final = Path(__file__).parent / "data" / "category_words.csv"
MOST: Final = 3  # shown first
LOOKED_AT: Final = 2_000
NEIGHBOURS: Final = 30
OWN_NAME: Final = 0.5  # a word of the etalase's own name beside one that everybody knows
_NEIGHBOURS: Final = f"""
    SELECT coalesce(json_object_agg(code, votes), '{{}}')::text FROM (
        SELECT c.code, sum(near.rank) AS votes FROM (
            SELECT found.etalase_id, ts_rank(found.search_vector, found.query) AS rank FROM (
                SELECT o.etalase_id, o.search_vector, query
                FROM catalog_offer o, to_tsquery('simple', %(words)s) query
                WHERE {LEADS} AND o.search_vector @@ query LIMIT {LOOKED_AT}) found
            ORDER BY rank DESC LIMIT {NEIGHBOURS}) near
        JOIN catalog_etalase e ON e.id = near.etalase_id
        JOIN catalog_category c ON c.id = e.category_id GROUP BY c.code) counted
"""


@cache
def known_terms() -> Terms:
    """Return the terms that come with the product, with the codes of the categories they name."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for term in row["words"].split(","):
                if words := guessing.words_of_name(term):
                    found[words].add(row["code"])
    return {words: frozenset(codes) for words, codes in found.items()}


def likely(name: str, etalases: Iterable[Etalase], vendor: Vendor) -> list[Etalase]:
    """Return the etalases that a name points to, the likeliest first, three at most.

    etalases: where the shop may list, with category, market and regions. Of several markets with
    etalases of one kind the nearest to the shop is taken. One query, for the similar listings.
    """
    known = guessing.by_words(name, known_terms())
    scores = guessing.together(known, _neighbours(name))
    best: dict[str, tuple[float, int, Etalase]] = {}
    home = ancestors(vendor.region)
    for etalase in etalases:
        kind = etalase.category.code if etalase.category else f"={etalase.name}"
        score = scores.get(kind, 0.0) + _by_own_name(name, etalase)
        found = (score, -_distance(home, etalase), etalase)
        if score > 0 and (kind not in best or found[:2] > best[kind][:2]):
            best[kind] = found
    order = sorted(best.values(), key=lambda one: (-one[0], -one[1], one[2].name, one[2].pk))
    return [etalase for _score, _near, etalase in order[:MOST]]


def _neighbours(name: str) -> Scores:
    """Return how much the public goods with like names speak for each kind of goods."""
    groups = [Group((word,)) for word in words_of(name)]
    if not groups:
        return {}
    anyone = " | ".join(wanting([group], within="A", beginnings=False) for group in groups)
    found: Scores = ask(_NEIGHBOURS, {"words": anyone})
    return found


def _by_own_name(name: str, etalase: Etalase) -> float:
    terms: guessing.Terms = {
        (word,): (etalase.name,) for word in guessing.words_of_name(etalase.name)
    }
    return OWN_NAME * sum(guessing.by_words(name, terms).values())


def _distance(home: list[int], etalase: Etalase) -> int:
    """Return how many steps up from the shop's place the etalase's region lies; far for others."""
    area = area_of(etalase).pk
    return home.index(area) if area in home else len(home)
