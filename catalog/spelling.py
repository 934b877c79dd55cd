"""Words nobody uses, read as the nearest that public goods, sellers, places or synonyms carry."""

from collections.abc import Collection, Sequence
from typing import Final

from django.db import connection, transaction

from catalog import rules
from catalog.offers import LEADS, ask
from catalog.search_words import Synonyms

# Letters that may be wrong in a word of so many: a short word is another word soon.
SLIPS: Final = ((3, 0), (5, 1), (32, 2))
LIKE: Final = 0.2  # two letters swapped leave little of a short word's trigrams
NEIGHBOURS: Final = 40
OFTEN: Final = 20  # goods; of two words as near, what more goods are called was meant
PART: Final = 3  # letters of the shorter one of two words that were written as one


@transaction.atomic
def corrected(words: Sequence[str], names: Synonyms, unused: Collection[str]) -> list[str]:
    """Replace each word that nobody uses by the word most like it, or leave it out.

    ``names``: the synonyms in force, which are words, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKE)])
    read = [_read(word, names) if word in unused else [word] for word in words]
    return list(dict.fromkeys(word for parts in read for word in parts))


def _read(word: str, names: Synonyms) -> list[str]:
    """Return what a word was meant to be: two words, the nearest one, or nothing."""
    allowed = next(slips for letters, slips in SLIPS if len(word) <= letters)
    if not allowed:
        return []
    return _term(word, names) or _parts(word) or _nearest(word, allowed, names)


def _term(word: str, names: Synonyms) -> list[str]:
    """Return the words of a synonym that were written as one: ``nasibox``."""
    return next((list(way) for way in names if len(way) > 1 and "".join(way) == word), [])


def _parts(word: str) -> list[str]:
    """Return two words of one listing that were written as one."""
    cuts = range(PART, len(word) - PART + 1)
    if not cuts:
        return []
    heads, tails = [word[:cut] for cut in cuts], [word[cut:] for cut in cuts]
    found: list[str] = ask(
        "SELECT coalesce((SELECT json_build_array(head, tail)"
        " FROM unnest(%(heads)s::text[], %(tails)s::text[]) AS cut(head, tail)"
        " JOIN catalog_knownword first ON first.word = head"
        " JOIN catalog_knownword second ON second.word = tail"
        f" WHERE EXISTS (SELECT 1 FROM catalog_offer o WHERE {LEADS} AND o.search_vector"
        " @@ to_tsquery('simple', head || ' & ' || tail))"
        " ORDER BY least(length(head), length(tail)) DESC, head LIMIT 1), '[]')::text",
        {"heads": heads, "tails": tails},
    )
    return found


def _nearest(word: str, allowed: int, names: Synonyms) -> list[str]:
    near = ask(
        "SELECT coalesce(json_agg(json_build_array(word, number)), '[]')::text FROM ("
        "SELECT word, (SELECT count(*) FROM (SELECT 1 FROM catalog_offer o"
        f" WHERE {LEADS} AND o.search_vector @@ to_tsquery('simple', near.word)"
        f" LIMIT {OFTEN}) c) AS number FROM (SELECT word FROM catalog_knownword"
        " WHERE word %% %(word)s AND abs(length(word) - length(%(word)s)) <= %(allowed)s"
        f" ORDER BY similarity(word, %(word)s) DESC, word LIMIT {NEIGHBOURS}) near) counted"
        " WHERE number > 0",
        {"word": word, "allowed": allowed},
    )
    named = ((way[0], 0) for way in names if len(way) == 1 and _may_be(way[0], word, allowed))
    ranked = sorted(
        (rules.slips(word, one), one[0] != word[0], -number, one)
        for one, number in {**dict(named), **dict(near)}.items()
    )
    return [ranked[0][-1]] if ranked and ranked[0][0] <= allowed else []


def _may_be(one: str, word: str, allowed: int) -> bool:
    """Whether it is worth counting slips: about as long, and most letters are in both."""
    alike = len(set(one) & set(word))
    return abs(len(one) - len(word)) <= allowed and alike >= len(set(word)) - allowed
