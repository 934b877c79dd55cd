"""Every kabupaten and kota with goods, by province: what the page of all places shows."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from catalog.facets import from_the_start, shown_count
from catalog.offers import ask, far_words
from catalog.queries import short_place
from catalog.search import Found
from marketplace.accounts.models import Region

PROVINCE: Final = len("53")  # of the code of a kabupaten, its province
FAR: Final = 100_000  # km: behind every place whose distance is known
# From one code to the next, so that a million goods cost no more than their few hundred places.
_CODES: Final = """
WITH RECURSIVE place AS (
    (SELECT regency_code AS code FROM catalog_offer WHERE is_lead ORDER BY regency_code LIMIT 1)
    UNION ALL
    SELECT (SELECT o.regency_code FROM catalog_offer o WHERE o.is_lead
        AND o.regency_code > place.code ORDER BY o.regency_code LIMIT 1)
    FROM place WHERE place.code IS NOT NULL
)
SELECT coalesce(json_agg(code), '[]')::text FROM place WHERE code <> ''
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with the address of its goods; ``count``: empty where they were not counted."""

    name: str
    url: str
    count: str
    far: str
    kilometres: int


@dataclass(frozen=True, slots=True)
class Province(Place):
    """A province with its kabupaten and kota, the nearest first, else by name."""

    places: list[Place]


def provinces_of(query: QueryDict, found: Found) -> list[Province]:
    """Return where the goods of a search are; of a cut one, where goods are at all.

    ``query``: the address, of which only the places are exchanged.
    """
    counts = found.counts["wilayah"]
    codes = set(counts) | (set(ask(_CODES, {})) if found.is_cut else set())
    named = {*codes, *(code[:PROVINCE] for code in codes)}
    names = dict(Region.objects.filter(code__in=named).values_list("code", "name"))
    kilometres = found.wanted.kilometres

    def place(code: str) -> Place:
        km = kilometres.get(code, FAR if kilometres else 0)
        number = counts.get(code, 0)
        return Place(
            name=short_place(names[code]),
            url=_at(query, code),
            count=shown_count(number, found) if number else "",
            far=far_words(km) if km < FAR else "",
            kilometres=km,
        )

    within: dict[str, list[Place]] = defaultdict(list)
    for code in codes & names.keys():
        within[code[:PROVINCE]].append(place(code))
    for places in within.values():
        places.sort(key=lambda one: (one.kilometres, one.name))
    return sorted(
        (
            Province(
                name=names.get(code, ""),
                url=_at(query, code),
                count="",
                far="",
                kilometres=places[0].kilometres,
                places=places,
            )
            for code, places in within.items()
        ),
        key=lambda one: (one.kilometres, one.name),
    )


def _at(query: QueryDict, code: str) -> str:
    rest = from_the_start(query)
    rest["wilayah"] = code
    return f"?{rest.urlencode()}"
