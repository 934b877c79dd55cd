"""Search: what an address asks for, and the page of public goods that answers it.

One statement answers a page (``search_sql``). At most 2,000 goods are looked at, so that no
question costs more on a large market than on a small one; what is beyond is counted as ``1.000+``
and reached by narrower words, filters, or page after page by the last goods seen (``after``).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import QueryDict

from catalog import offers, prices, rules, search_sql, spelling, synonyms
from catalog.offers import Goods
from catalog.offices import Office, late_orders, name_of
from catalog.queries import Theme
from catalog.search_orders import BY_TURN, NEAREST, ORDERS
from catalog.search_sql import FACETS, PAGE_SIZE, Loose
from catalog.search_words import Group, Synonyms, groups_of, joined, names_a_package, words_of
from marketplace.accounts.distances import distances, is_known
from marketplace.core.money import BP_PER_PERCENT
from marketplace.core.whole_numbers import plain_number, typed_number

MAX_CHOSEN: Final = 12
MAX_AFTER: Final = 60
LAST_COUNTED: Final = search_sql.CANDIDATES // PAGE_SIZE  # the last page that is reached by number
REACHES: Final = (25, 100, 250)  # kilometres


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for. Unknown or absurd values are simply not there.

    ``after``: the sort key of the last goods of the page before, for lists without words.
    ``near``: the code of the place that distances are counted from, ``near_place`` its name: the
    one in the address, else that of the office of who asks.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    lowest: int | None = None
    highest: int | None = None
    typed_lowest: str = ""
    typed_highest: str = ""
    order: str = "wajar"
    typed_order: str = ""
    near: str = ""
    near_place: str = ""
    office: Office | None = None
    page: int = 1
    after: tuple[int, ...] = ()

    @property
    def unread(self) -> bool:
        """Whether a price bound was typed that is no number; it does not count then."""
        bounds = ((self.typed_lowest, self.lowest), (self.typed_highest, self.highest))
        return any(text and number is None for text, number in bounds)

    @property
    def reach(self) -> int:
        """The kilometres within which goods are wanted; 0 for wherever they are."""
        reaches = {str(km): km for km in REACHES} if self.near else {}
        return max((reaches.get(pick, 0) for pick in self.picks("jarak")), default=0)

    @property
    def kilometres(self) -> Mapping[str, int]:
        """How far each kabupaten is, by code; empty where nobody knows from where."""
        return distances(self.near)

    def picks(self, facet: str) -> frozenset[str]:
        """The values chosen of one facet."""
        return self.chosen.get(facet, frozenset())


def wanted_from(query: QueryDict, office: Office | None = None) -> Wanted:
    """Read the address of a search page; never raises, whatever was typed.

    ``office``: of who asks; what is near it comes first, unless the address says otherwise.
    """
    text = rules.clean_query(query.get("q", ""))
    near, place = _near(query.get("dari", ""), office)
    typed_order, order = _order(query.get("urut", ""), near, office)
    lowest, highest = (rules.clean_query(query.get(name, "")) for name in ("min", "max"))
    return Wanted(
        text=text,
        words=tuple(words_of(text)),
        chosen={name: _choices(query.getlist(name)) for name in FACETS},
        lowest=typed_number(lowest),
        highest=typed_number(highest),
        typed_lowest=lowest,
        typed_highest=highest,
        order=order,
        typed_order=typed_order,
        near=near,
        near_place=place,
        office=office,
        page=max(plain_number(query.get("page", "")) or 1, 1),
        after=_after(query.get("sesudah", ""), order),
    )


def _near(code: str, office: Office | None) -> tuple[str, str]:
    """Return the place that distances are counted from, and its name."""
    if is_known(code) and (office is None or code != office.code):
        return code, name_of(code)
    return (office.code, office.place) if office else ("", "")


def _order(typed: str, near: str, office: Office | None) -> tuple[str, str]:
    """Return what was typed as an order, if it can be had, and how goods are sorted then."""
    possible = {NEAREST: bool(near), BY_TURN: office is not None}
    if typed in ORDERS and possible.get(typed, True):
        return typed, typed
    return "", NEAREST if near else "wajar"


def _choices(values: Iterable[str]) -> frozenset[str]:
    cleaned = (rules.clean_query(value)[:60] for value in list(values)[:MAX_CHOSEN])
    return frozenset(value for value in cleaned if value)


def _after(typed: str, order: str) -> tuple[int, ...]:
    """Read the place that a link to the next page carries; nothing for what is no such place."""
    numbers = [plain_number(part) for part in typed[:MAX_AFTER].split("-")] if typed else []
    known = tuple(number for number in numbers if number is not None)
    return known if len(known) == len(numbers) == len(ORDERS[order].key) else ()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results with everything the page needs to say about them.

    ``total`` is counted up to 2,000; ``after`` leads to the next page where words do not rank.
    ``loose``: also goods that answer most of the words are shown, after those that answer all.
    ``unused``: where nothing has all of the words, those that no goods have.
    """

    wanted: Wanted
    goods: list[Goods]
    total: int
    page: int
    counts: dict[str, dict[str, int]]
    places: dict[str, str]
    after: str = ""
    corrected: str = ""
    loose: bool = False
    unused: tuple[str, ...] = ()
    single_words: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than were looked at."""
        return self.total >= search_sql.CANDIDATES


def find(wanted: Wanted, known: list[Theme], within: Theme | None = None) -> Found:
    """Return one page of results, with as many steps as it takes to find something.

    All words first; most of the words are enough, where hardly anything has all of them. Words
    nobody uses are read as their nearest neighbours before that.
    """
    names = synonyms.known() if wanted.words else {}
    found = _find(wanted, known, within, names)
    words, corrected = wanted.words, ""
    if found.unused:
        words = tuple(spelling.corrected(words, names, frozenset(found.unused)))
        read = replace(wanted, words=words) if words else wanted
        corrected = " ".join(words) if words != wanted.words else ""
        found = _find(read, known, within, names, as_they_are=True)
    if found.total:
        return replace(found, wanted=wanted, corrected=corrected)
    return replace(found, wanted=wanted, single_words=words)


def _loose(wanted: Wanted, groups: Sequence[Group]) -> Loose:
    """Return when most of the words are enough: of two that meet somewhere both are meant.

    Unless a budget line was typed: of "Belanja ATK Rapat" only the first says what is bought.
    """
    if len(groups) == 2 and not names_a_package(wanted.text):
        return Loose.WHERE_NOTHING
    return Loose.WHERE_LITTLE if len(groups) > 1 else Loose.NEVER


def question(
    wanted: Wanted,
    known: list[Theme],
    within: Theme | None,
    names: Synonyms,
    *,
    as_they_are: bool = False,
) -> search_sql.Question:
    """Return what a page asks of the database; ``names`` are the synonyms in force.

    ``as_they_are``: none of the words is taken for a mistyped one.
    """
    groups = groups_of(wanted.words, names)
    unnamed = (word for group in groups if not group.others for word in group.typed)
    return search_sql.Question(
        groups=groups,
        joined=tuple(groups_of(words, names) for words in joined(wanted.words)),
        coded=offers.with_code(wanted.text),
        telling=() if as_they_are else tuple(unnamed),
        loose=_loose(wanted, groups),
        ids=tuple(within.ids) if within is not None else None,
        picks=_picks(wanted),
        etalases=_etalases(wanted, known),
        lowest=wanted.lowest,
        highest=wanted.highest,
        order=wanted.order,
        page=wanted.page,
        after=() if wanted.words else wanted.after,
        floor_percent=prices.market_rules().local_content_bp // BP_PER_PERCENT,
        near=wanted.kilometres,
        reach=wanted.reach,
        turns=late_orders(wanted.office) if wanted.order == BY_TURN else {},
    )


def _picks(wanted: Wanted) -> dict[str, frozenset[str]]:
    picks = {name: wanted.picks(name) for name in FACETS if wanted.picks(name)}
    if not wanted.reach:
        picks.pop("jarak", None)  # no distance, or nobody knows from where
    return picks


def _find(
    wanted: Wanted,
    known: list[Theme],
    within: Theme | None,
    names: Synonyms,
    *,
    as_they_are: bool = False,
) -> Found:
    if wanted.text and not wanted.words:  # only signs were typed
        return Found(wanted, [], 0, 1, {name: {} for name in FACETS}, {})
    asked = question(wanted, known, within, names, as_they_are=as_they_are)
    answer = offers.ask(*search_sql.statement(asked))
    if not answer["goods"] and (wanted.after or wanted.page > LAST_COUNTED):
        counted = replace(wanted, after=(), page=min(wanted.page, LAST_COUNTED))
        # Behind the last goods the last that are counted are shown.
        return _find(counted, known, within, names, as_they_are=as_they_are)
    goods = [Goods._make(row) for row in answer["goods"]]
    return Found(
        wanted=wanted,
        goods=goods[:PAGE_SIZE],
        total=answer["total"],
        page=answer["page"],
        counts=_counts(answer["facets"], known, wanted.kilometres),
        places={row[1]: row[2] for row in answer["facets"] if row[0] == "wilayah"},
        after=_place(goods, wanted) if len(goods) > PAGE_SIZE else "",
        loose=answer["loose"],
        unused=tuple(answer["unused"]),
    )


def _place(goods: Sequence[Goods], wanted: Wanted) -> str:
    """Write down where the next page begins; words are ranked, so that only their number tells."""
    if wanted.words or not ORDERS[wanted.order].key:
        return ""
    last = goods[PAGE_SIZE - 1]
    return "-".join(str(number) for number in ORDERS[wanted.order].place(last))


def _etalases(wanted: Wanted, known: list[Theme]) -> tuple[int, ...]:
    picks = wanted.picks("etalase")
    return tuple(pk for theme in known if theme.slug in picks for pk in theme.ids)


def _counts(
    facets: Iterable[Sequence[Any]], known: list[Theme], kilometres: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """For each facet: how many listings each value would show, the other facets kept."""
    theme_of: Mapping[str, str] = {str(pk): theme.slug for theme in known for pk in theme.ids}
    counted: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
    for facet, value, _name, number in facets:
        if facet == "jarak":
            for reach in REACHES:
                counted[facet][str(reach)] += number * (kilometres.get(value, reach + 1) <= reach)
            continue
        key = theme_of.get(value, "") if facet == "etalase" else value
        if key and number:
            counted[facet][key] += number
    return {facet: dict(numbers) for facet, numbers in counted.items()}
