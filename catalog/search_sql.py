"""The one statement behind a page of results: candidates, page, total and the counts of filters.

Every part of it is a constant of this module; whatever a person typed or chose is a parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from catalog import rules, search_match, search_orders
from catalog.offers import COLUMNS, LEADS
from catalog.search_orders import BY_TURN, FAIR, NEAREST, ORDERS
from catalog.search_words import Group

PAGE_SIZE: Final = 24
CANDIDATES: Final = search_match.CANDIDATES
OFTEN_PAID: Final = 20
AROUND_KM: Final = 250
ENOUGH: Final = 10  # fewer goods than these, and most of the words may be enough
FACETS: Final = (
    *("jarak", "wilayah", "kelas", "nilai", "siap", "izin", "sertifikat", "harga", "etalase"),
)


# A licence's own days: its badge goes with its last one.
_VALID: Final = (
    "coalesce(l.since, '-infinity') <= %(day)s::date"
    " AND coalesce(l.until, 'infinity') >= %(day)s::date"
)
_CHOSEN: Final = {
    "wilayah": "(o.regency_code = ANY(%(wilayah)s) OR o.province_code = ANY(%(wilayah)s))",
    "jarak": "o.regency_code = ANY(%(within)s)",
    "kelas": "o.size_badge = ANY(%(kelas)s)",
    "etalase": "o.etalase_id = ANY(%(etalases)s)",
    "izin": (
        "%(izin)s::text[] <@ ARRAY(SELECT l.kind FROM jsonb_to_recordset(o.licences)"
        f" AS l(kind text, since date, until date) WHERE {_VALID})"
    ),
}
# Of several variants any may be there; asked by key, whatever the planner thinks of all offers.
_IN_STOCK: Final = (
    "(o.has_stock OR o.variants > 1 AND (SELECT bool_or(x.has_stock) FROM catalog_offer x"
    " WHERE x.product_id = o.product_id))"
)
# Ticking two marks asks for both. ``siap``: working days until the goods are ready, at most.
READY_DAYS: Final = (0, 3, 7, 14)
LEAST_STARS: Final = {"bintang4": 4, "bintang3": 3}  # how a shop is rated, on average
_MARKS: Final = {
    "stok": ("siap", _IN_STOCK),
    **{str(days): ("siap", f"o.lead_days <= {days}") for days in READY_DAYS},
    **{name: ("nilai", f"o.rating_tenths >= {stars * 10}") for name, stars in LEAST_STARS.items()},
    "pdn": ("sertifikat", "o.is_domestic"),
    "tkdn": ("sertifikat", "o.tkdn_percent >= %(floor)s"),
    "median": ("harga", f"o.standing >= {FAIR}"),
    "sering": ("harga", f"o.paid_count >= {OFTEN_PAID}"),
}
_FACTS: Final = (
    "o.sku_id, o.product_id, o.variants, o.vendor_id, o.etalase_id, o.regency_code, o.place,"
    " o.size_badge, o.is_domestic,"
    " o.tkdn_percent, o.standing, o.paid_count, o.gross_rupiah, o.published_at, o.lead_days,"
    " o.has_stock, o.rating_tenths, o.licences"
)
_IS_LOOSE: Final = "((SELECT count(*) FROM loosely) > (SELECT number FROM met))"
_UNUSED: Final = "(SELECT to_json(words) FROM unused)"
_JOINED: Final = {
    NEAREST: " LEFT JOIN near ON near.code = o.regency_code",
    BY_TURN: " LEFT JOIN turn ON turn.vendor_id = o.vendor_id",
}
_VALUES: Final = {
    "jarak": ("o.regency_code", "''"),
    "wilayah": ("o.regency_code", "o.place"),
    "kelas": ("o.size_badge", "''"),
    "etalase": ("o.etalase_id::text", "''"),
}


class Loose(StrEnum):
    """When goods that answer most of the words are shown, too."""

    NEVER = "false"
    WHERE_NOTHING = "(SELECT NOT known FROM met)"
    WHERE_LITTLE = "true"


@dataclass(frozen=True, slots=True)
class Question:
    """What a page asks of the database. ``ids``: the etalases it looks in, None for all.

    ``joined``: the same words otherwise written (``search_words.joined``). ``coded``: the listings
    of which a code was typed. ``telling``: the words that may have been mistyped. ``loose``: how
    most of the words may be enough, where hardly anything has all of them. ``near``: kilometres to
    each kabupaten, by code; ``reach``: no further than these; ``turns``: late orders by shop.
    """

    groups: tuple[Group, ...]
    joined: tuple[tuple[Group, ...], ...]
    coded: tuple[int, ...]
    telling: tuple[str, ...]
    loose: Loose
    ids: tuple[int, ...] | None
    picks: Mapping[str, frozenset[str]]
    etalases: tuple[int, ...]
    lowest: int | None
    highest: int | None
    order: str
    page: int
    after: tuple[int, ...]
    floor_percent: int
    near: Mapping[str, int] = field(default_factory=dict)
    reach: int = 0
    turns: Mapping[int, int] = field(default_factory=dict)


def statement(asked: Question) -> tuple[str, dict[str, Any]]:
    """Return the statement and its parameters; its one value is JSON.

    ``{goods: [a row of Goods, one more than a page holds], total, page, facets: [facet, value,
    name, number], loose: whether most of the words were enough, unused: words nobody uses}``.
    """
    chosen = _conditions(asked)
    wanted = {"found": " AND ".join([*_scope(asked), *chosen.values()])}
    for facet in _VALUES.keys() & asked.picks.keys():
        # how many each other value of this facet would show
        others = [sql for name, sql in chosen.items() if name != facet]
        wanted[f"but_{facet}"] = " AND ".join([*_scope(asked), *others])
    sets = _beside(asked) | _sets(asked, wanted)
    facets = [one for one in _VALUES if one != "jarak" or asked.near]
    parts = [_facet(one, f"but_{one}" if one in asked.picks else "found") for one in facets]
    parts += [_marks(), _licences()]
    page = _page(asked)
    with_clause = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in sets.items())
    sql = (
        f"WITH {with_clause}, counted AS (SELECT least(count(*), {CANDIDATES})::int AS total"
        " FROM found), page AS (SELECT CASE WHEN %(beyond)s THEN %(page)s"
        f" ELSE greatest(least(%(page)s, (total + {PAGE_SIZE - 1}) / {PAGE_SIZE}), 1) END"
        " AS number"
        " FROM counted)"
        " SELECT json_build_object("
        "'total', (SELECT total FROM counted), 'page', (SELECT number FROM page),"
        f" 'loose', {_IS_LOOSE if 'loosely' in sets else 'false'},"
        f" 'unused', {_UNUSED if 'unused' in sets else 'json_build_array()'},"
        f" 'facets', (SELECT coalesce(json_agg(f), '[]') FROM ({' UNION ALL '.join(parts)}) u(f)),"
        f" 'goods', (SELECT coalesce(json_agg(json_build_array({COLUMNS})), '[]')"
        f" FROM ({page}) o))::text"
    )
    return sql, _params(asked)


def _beside(asked: Question) -> dict[str, str]:
    """Return what is known beside the goods, where they are sorted by it."""
    if asked.order == NEAREST:
        return {"near": "SELECT * FROM unnest(%(places)s::text[], %(km)s::int[]) AS n(code, km)"}
    if asked.order == BY_TURN:
        sql = "SELECT * FROM unnest(%(shops)s::bigint[], %(orders)s::int[]) AS t(vendor_id, orders)"
        return {"turn": sql}
    return {}


def _sets(asked: Question, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the goods of each condition, and what the words mean, as tables of the statement.

    Where all of the words meet hardly anywhere, the goods that answer most of them are looked for
    in the same statement; not while one of the words may have been mistyped.
    """
    if not asked.groups:
        return {name: _best(asked, condition) for name, condition in wanted.items()}
    may_be_loose = asked.loose != Loose.NEVER
    name_of = "{}_strictly" if may_be_loose else "{}"
    sets = search_match.tables(asked.groups, loose=may_be_loose)
    sets |= {name_of.format(name): _strictly(asked, sql) for name, sql in wanted.items()}
    known = " OR ".join(
        f"EXISTS (SELECT 1 FROM {name_of.format(name)})"
        for name in ("found", "but_wilayah")
        if name in wanted
    )
    number = f"(SELECT count(*) FROM {name_of.format('found')})"
    sets["met"] = f"SELECT {known} AS known, {number} AS number"
    sets["unused"] = search_match.UNUSED
    if not may_be_loose:
        return sets
    sets["may"] = (
        f"SELECT (SELECT number < {ENOUGH} FROM met) AND {asked.loose.value}"
        " AND (SELECT cardinality(words) = 0 FROM unused) AS be_loose"
    )
    for name, sql in wanted.items():
        loosely = "loosely" if name == "found" else f"{name}_loosely"
        sets[loosely] = search_match.loosely(
            asked.groups, _FACTS, f"{sql} AND (SELECT be_loose FROM may)"
        )
        sets[name] = (
            f"SELECT * FROM {name}_strictly WHERE NOT {_IS_LOOSE}"
            f" UNION ALL SELECT * FROM {loosely} WHERE {_IS_LOOSE}"
        )
    return sets


def _scope(asked: Question) -> list[str]:
    scope = [LEADS]
    if asked.ids is not None:
        scope.append("o.etalase_id = ANY(%(ids)s)")
    if asked.lowest is not None:
        scope.append("o.gross_rupiah >= %(lowest)s")
    if asked.highest is not None:
        scope.append("o.gross_rupiah <= %(highest)s")
    return scope


def _conditions(asked: Question) -> dict[str, str]:
    """Return the condition of each facet in which something is chosen."""
    found = {name: sql for name, sql in _CHOSEN.items() if name in asked.picks}
    for facet in dict.fromkeys(facet for facet, _sql in _MARKS.values()):
        picks = sorted(asked.picks.get(facet, ()))
        marks = [_MARKS[pick][1] if pick in _MARKS else "false" for pick in picks]
        if marks:
            found[facet] = " AND ".join(marks)
    return found


def _best(asked: Question, condition: str) -> str:
    """Return the keys and facts of at most 2,000 goods, the best of them: no words rank them."""
    order = asked.order if ORDERS[asked.order].key else "wajar"
    return _from_around(
        asked,
        f"SELECT {_FACTS} FROM catalog_offer o WHERE {condition}",
        f" ORDER BY {ORDERS[order].sql} LIMIT {CANDIDATES}",
    )


def _from_around(asked: Question, select: str, rest: str) -> str:
    """Let what is near fill the candidates first, where goods are sorted by distance."""
    if asked.order != NEAREST:
        return select + rest
    home = "o.regency_code = ANY(%(around)s)"
    return (
        f"SELECT * FROM (({select} AND {home}{rest}) UNION ALL ({select} AND NOT {home}{rest})) o"
        f" LIMIT {CANDIDATES}"
    )


def _strictly(asked: Question, condition: str) -> str:
    """Return the keys, facts and ranks of at most 2,000 goods that answer all of the words."""
    match = search_match.condition(asked.groups, coded=bool(asked.coded))
    return _from_around(
        asked,
        f"SELECT {_FACTS}, {search_match.RANKS}, 0::float AS answers FROM catalog_offer o"
        f" WHERE {condition} AND {match}",
        f" LIMIT {CANDIDATES}",
    )


def _facet(facet: str, source: str) -> str:
    value, name = _VALUES[facet]
    return (
        f"SELECT json_build_array('{facet}', {value}, max({name}), count(*)) FROM {source} o"
        f" GROUP BY {value}"
    )


def _marks() -> str:
    """Count what carries each mark, in one pass."""
    counted = ", ".join(f"count(*) FILTER (WHERE {sql})" for _facet, sql in _MARKS.values())
    rows = ", ".join(
        f"('{facet}', '{mark}', numbers[{at}])"
        for at, (mark, (facet, _sql)) in enumerate(_MARKS.items(), 1)
    )
    return (
        f"SELECT json_build_array(facet, mark, '', number) FROM (SELECT ARRAY[{counted}] AS numbers"
        f" FROM found o) counts, LATERAL (VALUES {rows}) marks(facet, mark, number)"
    )


def _licences() -> str:
    """Count what carries a licence of each kind that is valid on the day."""
    return (
        "SELECT json_build_array('izin', l.kind, '', count(DISTINCT o.sku_id)) FROM found o,"
        " jsonb_to_recordset(o.licences) AS l(kind text, since date, until date)"
        f" WHERE o.licences <> '[]' AND {_VALID} GROUP BY l.kind"
    )


def _page(asked: Question) -> str:
    """Return the rows of the page and one more, from the candidates or from where one left off."""
    if not _is_beyond(asked):
        sorting = search_orders.sorting(asked.order, by_words=bool(asked.groups))
        keys = (
            f"SELECT o.sku_id, row_number() OVER (ORDER BY {sorting}) AS nth FROM found o"
            f"{_JOINED.get(asked.order, '')}"
            f" ORDER BY nth LIMIT {PAGE_SIZE + 1}"
            f" OFFSET ((SELECT number FROM page) - 1) * {PAGE_SIZE}"
        )
        return (
            f"SELECT o.* FROM catalog_offer o JOIN ({keys}) k ON k.sku_id = o.sku_id ORDER BY k.nth"
        )
    order = ORDERS[asked.order]
    condition = " AND ".join([*_scope(asked), *_conditions(asked).values()])
    start = f" OFFSET (%(page)s - 1) * {PAGE_SIZE}"
    if asked.after:
        condition, start = f"{condition} AND {search_orders.behind(order)}", ""
    keys = (
        f"SELECT o.sku_id FROM catalog_offer o WHERE {condition}"
        f" ORDER BY {order.sql} LIMIT {PAGE_SIZE + 1}{start}"
    )
    return (
        "SELECT o.* FROM catalog_offer o JOIN"
        f" ({keys}) k ON k.sku_id = o.sku_id ORDER BY {order.sql}"
    )


def _is_beyond(asked: Question) -> bool:
    """Whether the page is named by the goods before it, or lies behind the candidates."""
    if asked.groups or not ORDERS[asked.order].key:
        return False
    return bool(asked.after) or asked.page * PAGE_SIZE > CANDIDATES


def _params(asked: Question) -> dict[str, Any]:
    return {
        **search_orders.params(asked.order, asked.after),
        **search_match.params(asked.groups, asked.joined),
        "coded": list(asked.coded),
        "words": list(asked.telling),
        "queries": [rules.tsquery([word]) for word in asked.telling],
        "ids": list(asked.ids or ()),
        "etalases": list(asked.etalases),
        "wilayah": sorted(asked.picks.get("wilayah", ())),
        "kelas": sorted(asked.picks.get("kelas", ())),
        "izin": sorted(asked.picks.get("izin", ())),
        "lowest": asked.lowest,
        "highest": asked.highest,
        "floor": asked.floor_percent,
        "page": min(asked.page, 1_000_000),
        "beyond": _is_beyond(asked),
        "places": list(asked.near),
        "km": list(asked.near.values()),
        "within": [code for code, km in asked.near.items() if km <= asked.reach],
        "around": [code for code, km in asked.near.items() if km <= AROUND_KM],
        "shops": list(asked.turns),
        "orders": list(asked.turns.values()),
    }
