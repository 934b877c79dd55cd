"""The other names of goods as a search reads them: each process asks for them once a minute."""

import time
from collections.abc import Iterable
from typing import Final

from django.conf import settings

from catalog.rules import folded, parted
from catalog.search_words import MAX_TERM, Synonyms, Way
from catalog.synonym_models import SearchSynonym

KEPT: Final = 60  # times as long as what everybody sees on each page

_kept: list[tuple[float, Synonyms]] = []


def way_of(term: str) -> Way:
    """Return the words of a term as searches and listings are read; a few at most."""
    words = "".join(sign if sign.isalnum() else " " for sign in parted(folded(term))).split()
    return tuple(words[:MAX_TERM])


def by_term(rows: Iterable[tuple[list[str], list[str], bool]]) -> Synonyms:
    """Return what each term is also called: rows of terms, others, and whether both ways."""
    found: dict[Way, dict[Way, None]] = {}
    for terms, others, both_ways in rows:
        named = [way for way in map(way_of, terms) if way]
        meant = [way for way in map(way_of, others) if way]
        for way in named:
            found.setdefault(way, {}).update(dict.fromkeys([*named, *meant]))
        for way in meant if both_ways else ():
            found.setdefault(way, {}).update(dict.fromkeys(named))
    return {way: tuple(one for one in ways if one != way) for way, ways in found.items()}


def known() -> Synonyms:
    """Return the synonyms in force, as this process read them within the last minute."""
    if _kept and time.monotonic() < _kept[0][0]:
        return _kept[0][1]
    rows = SearchSynonym.objects.filter(active=True).values_list("terms", "others", "both_ways")
    found = by_term(rows)
    _kept[:] = [(time.monotonic() + KEPT * settings.PUBLIC_KEPT_SECONDS, found)]
    return found


def forget() -> None:
    """Read them anew at the next search of this process."""
    _kept.clear()
