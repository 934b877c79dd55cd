"""Search: full text over names, sellers and places; typo tolerance by trigrams; facets.

One grouped query counts every facet and the total, one fetches the page; a word nobody uses is
replaced by its nearest neighbour first (two more queries at most).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict

from catalog import prices, queries, rules
from catalog.models import Sku
from catalog.queries import Theme
from marketplace.accounts.models import Region, RegionLevel
from marketplace.core.money import BP_PER_PERCENT
from marketplace.core.whole_numbers import plain_number, typed_number
from vendors.models import LegalForm

PAGE_SIZE = 24
MAX_PAGE = 200
OFTEN_PAID = 20
ORDERS = ("wajar", "murah", "laris", "baru")
FACETS = ("wilayah", "kelas", "sertifikat", "harga", "etalase")
MAX_CHOSEN = 12
NEAR, NEAR_SHORT = 0.6, 0.45  # word similarity; a short word has few trigrams to share
RANK_WEIGHTS = [0.05, 0.2, 0.4, 1.0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for. Unknown or absurd values are simply not there."""

    text: str = ""
    words: tuple[str, ...] = ()
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    lowest: int | None = None
    highest: int | None = None
    typed_lowest: str = ""
    typed_highest: str = ""
    order: str = "wajar"
    page: int = 1

    @property
    def unread(self) -> bool:
        """Whether a price bound was typed that is no number; it does not count then."""
        bounds = ((self.typed_lowest, self.lowest), (self.typed_highest, self.highest))
        return any(text and number is None for text, number in bounds)

    def picks(self, facet: str) -> frozenset[str]:
        """The values chosen of one facet."""
        return self.chosen.get(facet, frozenset())


def wanted_from(query: QueryDict) -> Wanted:
    """Read the address of a search page; never raises, whatever was typed."""
    text = rules.clean_query(query.get("q", ""))
    order = query.get("urut", "")
    lowest, highest = (rules.clean_query(query.get(name, "")) for name in ("min", "max"))
    return Wanted(
        text=text,
        words=tuple(rules.query_words(text)),
        chosen={name: _choices(query.getlist(name)) for name in FACETS},
        lowest=typed_number(lowest),
        highest=typed_number(highest),
        typed_lowest=lowest,
        typed_highest=highest,
        order=order if order in ORDERS else "wajar",
        page=max(plain_number(query.get("page", "")) or 1, 1),
    )


def _choices(values: Iterable[str]) -> frozenset[str]:
    cleaned = (rules.clean_query(value)[:60] for value in list(values)[:MAX_CHOSEN])
    return frozenset(value for value in cleaned if value)


def text_query(words: Sequence[str], *, within: str = "") -> Any:
    """Return a tsquery that wants every word, as written or by its Indonesian stem.

    within: the weight class to look in: A is the listing's own name.
    """
    text = rules.tsquery(words, within=within)
    return SearchQuery(text, config="simple", search_type="raw") | SearchQuery(
        text, config="indonesian", search_type="raw"
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One group of matching listings that share all facet values."""

    values: dict[str, frozenset[str]]
    count: int


def _matching(wanted: Wanted) -> QuerySet[Sku]:
    """Everything the words and the price bounds leave; facets come later."""
    found = queries.leads().annotate(gross=prices.gross_price())
    if wanted.words:
        found = found.filter(product__search_vector=text_query(wanted.words))
    elif wanted.text:
        return found.none()  # only signs were typed
    if wanted.lowest is not None:
        found = found.filter(gross__gte=wanted.lowest)
    if wanted.highest is not None:
        found = found.filter(gross__lte=wanted.highest)
    return found


def _flag(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


OFTEN = Q(price_mark__paid_count__gte=OFTEN_PAID)
IN_DISTRICT = Q(product__origin__level=RegionLevel.DISTRICT)


def _at_most_median() -> Q:
    return Q(
        price_mark__paid_count__gte=prices.market_rules().enough_paid,
        gross__lte=F("price_mark__median_rupiah"),
    )


def _local_content() -> Q:
    floor = prices.market_rules().local_content_bp // BP_PER_PERCENT
    return Q(product__tkdn_percent__gte=floor)


def _grouped(found: QuerySet[Sku], theme_of: dict[int, str]) -> tuple[list[Row], dict[str, str]]:
    """Count the matches by every facet at once; also return the names of the places.

    Grouped by keys only: joining the names of places would cost more than the count itself.
    """
    groups = list(
        found.annotate(
            fair=_flag(_at_most_median()),
            often=_flag(OFTEN),
            local_content=_flag(_local_content()),
            cooperative=_flag(Q(product__vendor__legal_form=LegalForm.COOPERATIVE)),
        )
        .values_list(
            "product__etalase_id",
            "product__origin_id",
            "cooperative",
            "product__vendor__size_class",
            "product__is_domestic",
            "local_content",
            "fair",
            "often",
        )
        .annotate(number=Count("pk"))
        .order_by()
    )
    places = _regencies({group[1] for group in groups})
    rows = []
    for etalase, origin, cooperative, size, domestic, content, fair, often, number in groups:
        marks = {"pdn": domestic, "tkdn": content}
        prices = {"median": fair, "sering": often}
        values = {
            "etalase": frozenset({theme_of.get(etalase, "")}),
            "wilayah": frozenset({places.get(origin, ("", ""))[0]}),
            "kelas": frozenset({"cooperative" if cooperative else size}),
            "sertifikat": frozenset(name for name, holds in marks.items() if holds),
            "harga": frozenset(name for name, holds in prices.items() if holds),
        }
        rows.append(Row(values, number))
    return rows, dict(places.values())


def _regencies(origins: set[int | None]) -> dict[int | None, tuple[str, str]]:
    """Return the (code, short name) of the kabupaten/kota each place lies in."""
    regions = Region.objects.select_related("parent").filter(pk__in=[pk for pk in origins if pk])
    found: dict[int | None, tuple[str, str]] = {}
    for region in regions:
        home = queries.regency(region) or region
        found[region.pk] = (home.code, queries.short_place(home.name))
    return found


ALL_OF = frozenset({"sertifikat", "harga"})  # ticking two of these asks for both


Picked = list[tuple[str, frozenset[str]]]


def _picked(wanted: Wanted, without: str = "") -> Picked:
    """The facets in which something is chosen, but for one."""
    return [(name, wanted.picks(name)) for name in FACETS if name != without and wanted.picks(name)]


def _passes(row: Row, picked: Picked) -> bool:
    for name, picks in picked:
        have = row.values[name]
        if not (picks <= have if name in ALL_OF else picks & have):
            return False
    return True


def _counts(rows: list[Row], wanted: Wanted) -> dict[str, dict[str, int]]:
    """For each facet: how many listings each value would show, the other facets kept."""
    counted: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
    for name, numbers in counted.items():
        picked = _picked(wanted, without="" if name in ALL_OF else name)
        for row in rows:
            if not picked or _passes(row, picked):
                for value in row.values[name]:
                    numbers[value] += row.count
    return counted


def _chosen_only(found: QuerySet[Sku], wanted: Wanted, known: list[Theme]) -> QuerySet[Sku]:
    """Apply the facets in SQL; values nobody knows select nothing."""
    etalases = wanted.picks("etalase")
    if etalases:
        ids = [pk for theme in known if theme.slug in etalases for pk in theme.ids]
        found = found.filter(product__etalase__in=ids)
    places = wanted.picks("wilayah")
    if places:
        found = found.filter(
            Q(product__origin__code__in=places)
            | IN_DISTRICT & Q(product__origin__parent__code__in=places)
        )
    sizes = wanted.picks("kelas")
    if sizes:
        cooperative = Q(product__vendor__legal_form=LegalForm.COOPERATIVE)
        plain = Q(product__vendor__size_class__in=sizes) & ~cooperative
        found = found.filter(plain | (cooperative if "cooperative" in sizes else Q(pk=None)))
    conditions: dict[str, Q] = {
        "pdn": Q(product__is_domestic=True),
        "tkdn": _local_content(),
        "median": _at_most_median(),
        "sering": OFTEN,
    }
    for pick in wanted.picks("sertifikat") | wanted.picks("harga"):
        found = found.filter(conditions.get(pick, Q(pk=None)))
    return found


def _ordered(found: QuerySet[Sku], wanted: Wanted) -> QuerySet[Sku]:
    paid = Coalesce("price_mark__paid_count", 0)
    orders: dict[str, Callable[[], list[Any]]] = {
        "murah": lambda: ["gross", "pk"],
        "laris": lambda: [paid.desc(), *queries.NEWEST],
        "baru": lambda: [*queries.NEWEST],
    }
    if wanted.order in orders:
        return found.order_by(*orders[wanted.order]())
    newest: list[Any] = [*queries.NEWEST]
    fair = _flag(_at_most_median()).desc(nulls_last=True)  # goods never compared have no answer
    if not wanted.words:
        return found.order_by(fair, paid.desc(), *newest)
    rank = SearchRank(F("product__search_vector"), text_query(wanted.words), weights=RANK_WEIGHTS)
    in_name = _flag(Q(product__search_vector=text_query(wanted.words, within="A")))
    return found.order_by(in_name.desc(), fair, paid.desc(), rank.desc(), *newest)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results with everything the page needs to say about them."""

    wanted: Wanted
    skus: list[Sku]
    total: int
    page: int
    counts: dict[str, dict[str, int]]
    places: dict[str, str]
    corrected: str = ""
    single_words: tuple[str, ...] = ()


def find(wanted: Wanted, known: list[Theme], within: Theme | None = None) -> Found:
    """Return one page of results; words nobody uses are read as their nearest neighbours."""
    found = _find(wanted, known, within)
    if any(found.counts["wilayah"].values()) or not wanted.words:
        return found
    words = tuple(_corrected(wanted.words))
    if words and words != wanted.words:
        again = _find(replace(wanted, words=words), known, within)
        if again.total:
            return replace(again, wanted=wanted, corrected=" ".join(words))
    return replace(found, single_words=words)


def _find(wanted: Wanted, known: list[Theme], within: Theme | None) -> Found:
    everything = _matching(wanted)
    if within is not None:
        everything = everything.filter(product__etalase__in=within.ids)
    theme_of = {pk: theme.slug for theme in known for pk in theme.ids}
    rows, places = _grouped(everything, theme_of)
    picked = _picked(wanted)
    total = sum(row.count for row in rows if _passes(row, picked))
    pages = min(max(-(-total // PAGE_SIZE), 1), MAX_PAGE)
    page = min(wanted.page, pages)
    start = (page - 1) * PAGE_SIZE
    skus: list[Sku] = []
    if total:
        chosen = _ordered(_chosen_only(everything, wanted, known), wanted)
        # Keys first: sorting narrow rows and fetching one page is far cheaper than the reverse.
        keys = list(chosen.values_list("pk", flat=True)[start : start + PAGE_SIZE])
        rows_by_key = queries.for_cards(Sku.objects.all()).in_bulk(keys)
        skus = [rows_by_key[key] for key in keys if key in rows_by_key]
    return Found(wanted, skus, total, page, _counts(rows, wanted), places)


_UNUSED = """
SELECT word FROM unnest(%(words)s::text[], %(queries)s::text[]) AS asked(word, query)
WHERE NOT EXISTS (
    SELECT 1 FROM catalog_product
    WHERE status = 'published' AND search_vector @@ to_tsquery('simple', asked.query)
)
"""
_NEAREST = """
SELECT word FROM (
    SELECT search_text FROM catalog_product
    WHERE status = 'published' AND %(word)s <%% search_text LIMIT 200
) near, LATERAL regexp_split_to_table(near.search_text, '[^[:alnum:]]+') AS word
WHERE length(word) > 2
GROUP BY word
ORDER BY similarity(word, %(word)s) DESC, count(*) DESC, word
LIMIT 1
"""
_SETTINGS = (
    "SELECT set_config('enable_seqscan', %s, true),"
    " set_config('pg_trgm.word_similarity_threshold', %s, true)"
)


@transaction.atomic
def _corrected(words: Sequence[str]) -> list[str]:
    """Replace each word no live listing contains by the word most like it, or leave it out."""
    nearest = {word: word for word in words}
    with connection.cursor() as cursor:
        # For a rare word the planner would scan the whole table to fill the limit.
        cursor.execute(_SETTINGS, ["off", str(NEAR)])
        asked = [rules.tsquery([word]) for word in words]
        cursor.execute(_UNUSED, {"words": list(words), "queries": asked})
        for (word,) in cursor.fetchall():
            cursor.execute(_SETTINGS, ["off", str(NEAR_SHORT if len(word) <= 4 else NEAR)])
            cursor.execute(_NEAREST, {"word": word})
            row = cursor.fetchone()
            nearest[word] = str(row[0]) if row else ""
        cursor.execute(_SETTINGS, ["on", str(NEAR)])
    return list(dict.fromkeys(word for word in nearest.values() if word))
