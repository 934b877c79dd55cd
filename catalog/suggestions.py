"""What to offer while somebody types: how the last word may go on, and names of goods.

One statement, whatever was typed: words by their index, names among a bounded number of goods.
"""

from typing import Final

from catalog import search_words
from catalog.offers import LEADS, ask
from catalog.search_words import Group

SHORTEST: Final = 2  # letters typed before anything is offered
WORDS: Final = 4
NAMES: Final = 6
LOOKED_AT: Final = 200
NAMES_FROM: Final = 3  # letters; two begin too many names
_STATEMENT: Final = f"""
    SELECT json_build_array(
        (SELECT coalesce(json_agg(word), '[]') FROM (
            SELECT word FROM catalog_knownword WHERE %(alone)s AND word LIKE %(beginning)s
            ORDER BY length(word), word LIMIT {WORDS}) w),
        (SELECT coalesce(json_agg(name), '[]') FROM (
            SELECT name FROM (
                SELECT o.name, o.paid_count FROM catalog_offer o WHERE %(names)s AND {LEADS}
                AND o.search_vector @@ to_tsquery('simple', %(query)s) LIMIT {LOOKED_AT}) found
            GROUP BY name ORDER BY max(paid_count) DESC, length(name), name LIMIT {NAMES}) n)
    )::text
"""


def suggestions(text: str) -> list[str]:
    """Return what the words so far may become, ten at most; nothing for less than two letters."""
    words = search_words.words_of(text)
    if not words or len(words[-1]) < SHORTEST:
        return []
    last = words[-1]
    found_words, names = ask(
        _STATEMENT,
        {
            "alone": len(words) == 1 and last.isalpha(),
            "beginning": f"{last}%",
            "names": len(last) >= NAMES_FROM or len(words) > 1,
            "query": search_words.wanting([Group((word,)) for word in words], within="A"),
        },
    )
    return list(dict.fromkeys([*found_words, *names]))
