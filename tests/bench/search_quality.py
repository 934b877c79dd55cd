"""`bench search-quality`: whether people find what they mean, among the first ten.

Without options: the demo's listings and the golden set of the repository. With ``--products`` and
``--pairs``: any listings and expectations. recall@10 of a query is what was found of the relevant
listings among the first ten, of all ten or as many as there are; mrr: one by the first one's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean
from urllib.parse import urlencode

from django.http import QueryDict

from catalog import queries, search
from tests.bench import search_data
from tests.bench.registry import BENCH
from tests.bench.report import Report
from tests.bench.run import CouldNotRun, Run
from tests.bench.search_data import Wish
from tests.bench.targets import read_targets

NAME = "search-quality"
FIRST = 10
SHOWN_MISSES = 40


def recall(found: Sequence[str], wanted: frozenset[str]) -> float:
    """Return which part of what could stand among the first ten does."""
    return len(wanted & set(found[:FIRST])) / min(FIRST, len(wanted))


def reciprocal(found: Sequence[str], wanted: frozenset[str]) -> float:
    """Return one by the place of the first relevant listing, 0 where none is shown."""
    return next((1 / place for place, key in enumerate(found, 1) if key in wanted), 0.0)


def answers(wishes: Iterable[Wish], keys: dict[int, str]) -> list[list[str]]:
    """Return what each query shows, best first."""
    known = queries.themes()
    asked = (QueryDict(urlencode({"q": wish.query})) for wish in wishes)
    pages = (search.find(search.wanted_from(query), known) for query in asked)
    return [[keys[one.sku_id] for one in page.goods] for page in pages]


def judge(report: Report, wishes: Sequence[Wish], found: Sequence[Sequence[str]]) -> str:
    """Measure the figures; return them as one plain line."""
    parts = [recall(one, wish.keys) for wish, one in zip(wishes, found, strict=True)]
    firsts = [reciprocal(one, wish.keys) for wish, one in zip(wishes, found, strict=True)]
    figures = {"recall@10": round(fmean(parts), 4), "mrr": round(fmean(firsts), 4)}
    for metric, value in figures.items():
        report.measure(metric, value)
    report.measure("n", len(wishes))
    return " ".join(
        [*(f"{name}={value:.4f}" for name, value in figures.items()), f"n={len(parts)}"]
    )


def _market(run: Run) -> tuple[list[Wish], dict[int, str]]:
    options = run.options
    if bool(options.goods) is not bool(options.pairs):
        raise CouldNotRun(
            "Give --products FILE.csv and --pairs FILE.csv together, or none of them."
        )
    if options.goods and options.pairs:
        goods, wishes = (
            search_data.read_goods(options.goods),
            search_data.read_wishes(options.pairs),
        )
        run.report.targets = {}  # a bar for the golden set says nothing of other listings
    else:
        goods, wishes = search_data.demo_goods(), search_data.golden()
    if not goods or not wishes:
        raise CouldNotRun("There is nothing to search, or nothing to search for.")
    run.say(f"Putting {len(goods):,} listings on sale …")
    return wishes, search_data.load(goods)


def search_quality(run: Run) -> None:
    """Ask every query of the set and judge what the first page shows."""
    wishes, keys = _market(run)
    run.say(f"Searching {len(wishes):,} times …")
    found = answers(wishes, keys)
    missed = [
        f"  missed: {wish.query}"
        for wish, one in zip(wishes, found, strict=True)
        if recall(one, wish.keys) < 1
    ]
    for line in missed[:SHOWN_MISSES]:
        run.say(line)
    run.report.plain = judge(run.report, wishes, found)


def blind_search(run: Run) -> None:
    """Take the beginnings for the words: the same targets must turn red."""
    wishes, keys = _market(run)
    cut = [Wish(wish.query[:2], wish.keys) for wish in wishes]
    broken = Report(NAME, run.seed, read_targets("bench", NAME))
    judge(broken, wishes, answers(cut, keys))
    run.caught("words cut after two letters", noticed=not broken.met)


BENCH.add(
    NAME,
    search_quality,
    help="whether people find what they mean (--products FILE, --pairs FILE)",
    sabotage=blind_search,
)
