"""Words nobody uses, read as the nearest that public goods, sellers or places carry."""

from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction

from catalog import rules
from catalog.offers import LEADS, ask

# Letters that may be wrong in a word of so many: a short word is another word soon.
SLIPS: Final = ((3, 0), (5, 1), (32, 2))
LIKE: Final = 0.3
NEIGHBOURS: Final = 24


@transaction.atomic
def corrected(words: Sequence[str]) -> list[str]:
    """Replace each word no public listing contains by the word most like it, or leave it out."""
    unused = _unused(words)
    nearest = {word: _nearest(word) if word in unused else word for word in words}
    return list(dict.fromkeys(word for word in nearest.values() if word))


def _unused(words: Sequence[str]) -> frozenset[str]:
    found = ask(
        "SELECT coalesce(json_agg(word), '[]')::text"
        " FROM unnest(%(words)s::text[], %(queries)s::text[]) AS asked(word, query)"
        f" WHERE NOT EXISTS (SELECT 1 FROM catalog_offer o WHERE {LEADS}"
        " AND o.search_vector @@ to_tsquery('simple', asked.query))",
        {"words": list(words), "queries": [rules.tsquery([word]) for word in words]},
    )
    return frozenset(found)


def _nearest(word: str) -> str:
    allowed = next(slips for letters, slips in SLIPS if len(word) <= letters)
    if not allowed:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKE)])
    near = ask(
        "SELECT coalesce(json_agg(word ORDER BY likeness DESC, word), '[]')::text FROM ("
        "SELECT word, similarity(word, %(word)s) AS likeness FROM catalog_knownword"
        " WHERE word %% %(word)s ORDER BY 2 DESC, 1 LIMIT %(limit)s) near"
        f" WHERE EXISTS (SELECT 1 FROM catalog_offer o WHERE {LEADS}"
        " AND o.search_vector @@ to_tsquery('simple', near.word))",
        {"word": word, "limit": NEIGHBOURS},
    )
    ranked = sorted((rules.slips(word, one), at, one) for at, one in enumerate(near))
    return ranked[0][2] if ranked and ranked[0][0] <= allowed else ""
