"""How words are compared with goods: the condition, the rank, and what most of the words find.

Constants of this module put together; each group of words comes as parameters (``params``). A group
is read plainly and by its stems, so that ``pengiriman`` finds what is sent (``kirim``).
"""

from collections.abc import Sequence
from typing import Any, Final

from catalog.offers import LEADS
from catalog.search_words import Group, wanting

CANDIDATES: Final = 2_000
RANK_WEIGHTS: Final = "{0.05, 0.2, 0.4, 1.0}"
NAME: Final = "A"
LOOSE_SHARE: Final = 0.5  # of what the best answer; less is not shown
# Where a code was typed; where all words stand in the name as typed, and it begins with the first:
# "meja" is rather a "meja kerja" than a "taplak meja"; by other names; as beginnings.
_NEARNESS: Final = (
    "CASE WHEN o.product_id = ANY(%(coded)s) THEN 5"
    " WHEN o.search_vector @@ (SELECT typed FROM wants)"
    " THEN 3 + starts_with(lower(o.name), %(head)s)::int"
    " WHEN o.search_vector @@ (SELECT named FROM wants) THEN 2"
    " WHEN o.search_vector @@ (SELECT begun FROM wants) THEN 1 ELSE 0 END"
)
RANKS: Final = (
    "ts_rank(%(weights)s, o.search_vector, (SELECT every FROM wants)) AS rank,"
    f" {_NEARNESS} AS nearness"
)


# Which of the words no public listing contains; asked only where all of them meet nowhere.
UNUSED: Final = (
    "SELECT ARRAY(SELECT word FROM unnest(%(words)s::text[], %(queries)s::text[])"
    " AS asked(word, query) WHERE NOT (SELECT known FROM met)"
    f" AND NOT EXISTS (SELECT 1 FROM catalog_offer o WHERE {LEADS}"
    " AND o.search_vector @@ to_tsquery('simple', asked.query))) AS words"
)


def _query(param: str) -> str:
    return f"(to_tsquery('simple', %({param})s) || to_tsquery('indonesian', %({param})s))"


def _match(groups: Sequence[Group]) -> str:
    every = " && ".join(_query(f"word{at}") for at in range(len(groups)))
    return f"(({every}) || to_tsquery('simple', %(joined)s))" if len(groups) > 1 else every


def condition(groups: Sequence[Group], *, coded: bool) -> str:
    """Return the condition of goods that answer every group, or carry the code that was typed."""
    answers = f"o.search_vector @@ {_match(groups)}"
    return f"({answers} OR o.product_id = ANY(%(coded)s))" if coded else answers


def tables(groups: Sequence[Group], *, loose: bool) -> dict[str, str]:
    """Return what the statement reads first: the queries; for most of the words their weights.

    The fewer goods answer a group, the more it weighs.
    """
    numbers = range(len(groups) if loose else 0)
    queries = [
        f"{_match(groups)} AS every",
        *(f"{_query(name)} AS {name}" for name in ("typed", "named", "begun")),
        *(f"{_query(f'{name}{at}')} AS {name}{at}" for at in numbers for name in ("word", "name")),
    ]
    found = {"wants": f"SELECT {', '.join(queries)}"}
    if loose:
        counts = (
            "ln(1 + 4000.0 / (1 + (SELECT count(*) FROM (SELECT 1 FROM catalog_offer o"
            f" WHERE o.is_lead AND o.search_vector @@ (SELECT word{at} FROM wants)"
            f" LIMIT {CANDIDATES}) c)))"
            for at in numbers
        )
        found["rarity"] = f"SELECT ARRAY[{', '.join(counts)}]::float[] AS weights"
    return found


def loosely(groups: Sequence[Group], columns: str, rest: str) -> str:
    """Return the goods that answer most of the groups, the rarer ones counting more.

    Each group, and each choice of all groups but one, brings an equal part of the candidates, so
    that a common word cannot crowd out what has three of four. What is named first is rather the
    thing itself, and a name tells more than a description.
    """
    names = [f"word{at}" for at in range(len(groups))]
    wants = list(names)
    if len(groups) > 2:
        wants += [" && ".join(one for one in names if one != left) for left in names]
    parts = " UNION ".join(
        f"(SELECT o.sku_id FROM catalog_offer o WHERE {rest}"
        f" AND o.search_vector @@ (SELECT {want} FROM wants) LIMIT {CANDIDATES // len(wants)})"
        for want in wants
    )
    score = " + ".join(
        f"(SELECT weights[{at + 1}] FROM rarity) * {1 + 1 / (1 + at):.2f}"
        f" * ((o.search_vector @@ (SELECT word{at} FROM wants))::int"
        f" + 2 * (o.search_vector @@ (SELECT name{at} FROM wants))::int)"
        for at in range(len(groups))
    )
    return (
        f"SELECT {columns}, {RANKS}, o.answers FROM (SELECT scored.*,"
        f" max(answers) OVER () AS most FROM (SELECT {columns}, o.name,"
        " o.search_vector,"
        f" round(({score})::numeric, 2)::float AS answers FROM catalog_offer o"
        f" JOIN ({parts}) part ON part.sku_id = o.sku_id) scored) o"
        f" WHERE answers >= most * {LOOSE_SHARE} ORDER BY answers DESC LIMIT {CANDIDATES}"
    )


def params(groups: Sequence[Group], joined: Sequence[Sequence[Group]]) -> dict[str, Any]:
    """Return the parameters of all of it."""
    typed = [Group(group.typed) for group in groups]
    return {
        **{f"word{at}": wanting([group]) for at, group in enumerate(groups)},
        **{f"name{at}": wanting([group], within=NAME) for at, group in enumerate(groups)},
        "joined": " | ".join(f"({wanting(one, beginnings=False)})" for one in joined)
        or wanting(groups, beginnings=False),
        "typed": wanting(typed, within=NAME, beginnings=False),
        "named": wanting(groups, within=NAME, beginnings=False),
        "begun": wanting(groups, within=NAME),
        "weights": RANK_WEIGHTS,
        "head": groups[0].typed[0] if groups else "",
    }
