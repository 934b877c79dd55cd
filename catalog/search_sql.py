"""The one statement behind a page of results: candidates, page, total and the counts of filters.

Every part of it is a constant of this module; whatever a person typed or chose is a parameter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from catalog import rules, search_match
from catalog.offers import COLUMNS, LEADS, Goods
from catalog.search_words import Group

PAGE_SIZE: Final = 24
CANDIDATES: Final = search_match.CANDIDATES
OFTEN_PAID: Final = 20
ENOUGH: Final = 10  # fewer goods than these, and most of the words may be enough
FAIR: Final = 2_000_000  # ``standing`` from here on: at or below the median paid
FACETS: Final = ("wilayah", "kelas", "sertifikat", "harga", "etalase")


class Order(NamedTuple):
    """A way to sort: its SQL, the columns of its key (all descending but ``sku_id``), the key."""

    sql: str
    key: tuple[str, ...]
    place: Callable[[Goods], tuple[int, ...]]
    rising: bool = False


def _micros(one: Goods) -> int:
    at = datetime.fromisoformat(one.published_at)
    return int(at.timestamp()) * 1_000_000 + at.microsecond


ORDERS: Final = {
    "wajar": Order(
        "o.standing DESC, o.published_at DESC, o.sku_id",
        ("o.standing", "o.published_at", "o.sku_id"),
        lambda one: (one.standing, _micros(one), one.sku_id),
    ),
    "murah": Order(
        "o.gross_rupiah, o.sku_id",
        ("o.gross_rupiah", "o.sku_id"),
        lambda one: (one.gross_rupiah, one.sku_id),
        rising=True,
    ),
    "laris": Order(
        "o.paid_count DESC, o.published_at DESC, o.sku_id",
        ("o.paid_count", "o.published_at", "o.sku_id"),
        lambda one: (one.paid_count, _micros(one), one.sku_id),
    ),
    "baru": Order(
        "o.published_at DESC, o.sku_id",
        ("o.published_at", "o.sku_id"),
        lambda one: (_micros(one), one.sku_id),
    ),
}
_BY_WORDS: Final = (
    f"o.answers DESC, o.nearness DESC, (o.standing >= {FAIR}) DESC, o.paid_count DESC, o.rank DESC"
)
_CHOSEN: Final = {
    "wilayah": "(o.regency_code = ANY(%(wilayah)s) OR o.province_code = ANY(%(wilayah)s))",
    "kelas": "o.size_badge = ANY(%(kelas)s)",
    "etalase": "o.etalase_id = ANY(%(etalases)s)",
}
_MARKS: Final = {
    "pdn": ("sertifikat", "o.is_domestic"),
    "tkdn": ("sertifikat", "o.tkdn_percent >= %(floor)s"),
    "median": ("harga", f"o.standing >= {FAIR}"),
    "sering": ("harga", f"o.paid_count >= {OFTEN_PAID}"),
}
_FACTS: Final = (
    "o.sku_id, o.etalase_id, o.regency_code, o.place, o.size_badge, o.is_domestic,"
    " o.tkdn_percent, o.standing, o.paid_count, o.gross_rupiah, o.published_at"
)
_IS_LOOSE: Final = "((SELECT count(*) FROM loosely) > (SELECT number FROM met))"
_UNUSED: Final = "(SELECT to_json(words) FROM unused)"
_VALUES: Final = {
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
    most of the words may be enough, where hardly anything has all of them.
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
    sets = _sets(asked, wanted)
    parts = [_facet(one, f"but_{one}" if one in asked.picks else "found") for one in _VALUES]
    parts.append(_marks())
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


def _sets(asked: Question, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the goods of each condition, and what the words mean, as tables of the statement.

    Where all of the words meet hardly anywhere, the goods that answer most of them are looked for
    in the same statement; not while one of the words may have been mistyped.
    """
    if not asked.groups:
        return {name: _best(asked, condition) for name, condition in wanted.items()}
    may_be_loose = asked.loose != Loose.NEVER
    sets = search_match.tables(asked.groups, loose=may_be_loose)
    strict = {f"{name}_strictly": _strictly(asked, sql) for name, sql in wanted.items()}
    known = " OR ".join(
        f"EXISTS (SELECT 1 FROM {name}_strictly)"
        for name in ("found", "but_wilayah")
        if name in wanted
    )
    sets |= strict
    sets["met"] = f"SELECT {known} AS known, (SELECT count(*) FROM found_strictly) AS number"
    sets["unused"] = search_match.UNUSED
    if not may_be_loose:
        return sets | {name: f"SELECT * FROM {name}_strictly" for name in wanted}
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
    for facet in ("sertifikat", "harga"):
        picks = sorted(asked.picks.get(facet, ()))
        marks = [_MARKS[pick][1] if pick in _MARKS else "false" for pick in picks]
        if marks:  # ticking two of these asks for both
            found[facet] = " AND ".join(marks)
    return found


def _best(asked: Question, condition: str) -> str:
    """Return the keys and facts of at most 2,000 goods, the best of them: no words rank them."""
    return (
        f"SELECT {_FACTS} FROM catalog_offer o WHERE {condition}"
        f" ORDER BY {ORDERS[asked.order].sql} LIMIT {CANDIDATES}"
    )


def _strictly(asked: Question, condition: str) -> str:
    """Return the keys, facts and ranks of at most 2,000 goods that answer all of the words."""
    match = search_match.condition(asked.groups, coded=bool(asked.coded))
    return (
        f"SELECT {_FACTS}, {search_match.RANKS}, 0::float AS answers FROM catalog_offer o"
        f" WHERE {condition} AND {match} LIMIT {CANDIDATES}"
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


def _page(asked: Question) -> str:
    """Return the rows of the page and one more, from the candidates or from where one left off."""
    if not _is_beyond(asked):
        sorting = ORDERS[asked.order].sql
        if asked.groups and asked.order == "wajar":
            sorting = f"{_BY_WORDS}, {ORDERS['baru'].sql}"
        keys = (
            f"SELECT o.sku_id, row_number() OVER (ORDER BY {sorting}) AS nth FROM found o"
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
        condition, start = f"{condition} AND {_behind(order)}", ""
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
    return not asked.groups and (bool(asked.after) or asked.page * PAGE_SIZE > CANDIDATES)


def _behind(order: Order) -> str:
    """Return the condition of what comes after the place ``after``, for an index to begin there."""
    sign = ">" if order.rising else "<"
    first, *rest = order.key
    if not rest[:-1]:
        if first == "o.published_at":
            return "o.published_at <= %(at)s AND (o.published_at < %(at)s OR o.sku_id > %(last)s)"
        return f"({first}, o.sku_id) {sign} (%(first)s, %(last)s)"
    return (
        f"{first} <= %(first)s AND ({first} < %(first)s OR o.published_at < %(at)s"
        " OR o.published_at = %(at)s AND o.sku_id > %(last)s)"
    )


def _params(asked: Question) -> dict[str, Any]:
    after = asked.after
    key = ORDERS[asked.order].key
    moments = [at for name, at in zip(key, after, strict=False) if name.endswith("_at")]
    return {
        **search_match.params(asked.groups, asked.joined),
        "coded": list(asked.coded),
        "words": list(asked.telling),
        "queries": [rules.tsquery([word]) for word in asked.telling],
        "ids": list(asked.ids or ()),
        "etalases": list(asked.etalases),
        "wilayah": sorted(asked.picks.get("wilayah", ())),
        "kelas": sorted(asked.picks.get("kelas", ())),
        "lowest": asked.lowest,
        "highest": asked.highest,
        "floor": asked.floor_percent,
        "page": min(asked.page, 1_000_000),
        "beyond": _is_beyond(asked),
        "first": after[0] if after else None,
        "at": _moment(moments[0]) if moments else None,
        "last": after[-1] if after else None,
    }


def _moment(micros: int) -> datetime | None:
    """Return the moment that ``_micros`` wrote down; None for a number that is none."""
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    except OverflowError:
        return None
