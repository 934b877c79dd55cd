"""`bench catalogue`: the public pages over a large market, as rates against two floors.

The floors are measured in the same run on the same server: a bare view that returns a page of this
size, and the statement of the search by psycopg2 alone, answered before Django is reached.
"""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import quote

from catalog import offers
from tests.bench import catalogue_data, database, wrk
from tests.bench.catalogue_data import Bazaar
from tests.bench.client import FLOOR
from tests.bench.registry import BENCH
from tests.bench.run import Run
from tests.bench.saboteurs import SLOW_QUERY
from tests.bench.storefront import server
from tests.bench.targets import read_targets
from tests.bench.vendors import session_of

NAME = "catalogue"
RAW = "/_raw/"  # tests.bench.server
SECONDS = 5
OWN = "kunjungan=1"  # any cookie: a page made for this visitor alone
WARM = 1
FEW = 2_000  # goods of a market that is broken on purpose


def pages_of(market: Bazaar) -> dict[str, list[str]]:
    """Name the pages that are measured against the bare view."""
    return {
        "home": ["/"],
        "etalase": [f"/etalase/{market.etalase_slug}/"],
        "etalase, page 500": [f"/etalase/{market.etalase_slug}/?page=500"],
        "product": [f"/produk/{market.product_id}/"],
    }


def searches_of(market: Bazaar) -> dict[str, list[str]]:
    """Name the searches, each a thousand different ones in turn."""
    return {
        "one word": [f"q={quote(text)}" for text in market.one_word],
        "two words": [f"q={quote(text)}" for text in market.two_words],
    }


def load(run: Run) -> None:
    """Make the market alone, and tell how long it took."""
    run.say(f"Making {run.options.products:,} goods of {catalogue_data.VENDORS} shops …")
    begun = time.monotonic()
    catalogue_data.build(run.chance, run.options.products)
    run.measure("goods that are not seen", _unseen(run.options.products))
    run.measure("load", round(time.monotonic() - begun, 1), "s")


def _unseen(products: int) -> int:
    return products - offers.count(at_most=products)


def hidden_load(run: Run) -> None:
    """Close some shops of a small market: their goods must be missed."""
    catalogue_data.build(run.chance, FEW)
    database.run_as_owner("INSERT INTO catalog_closedshop SELECT id FROM vendors_vendor LIMIT 7")
    run.caught("closed shops", noticed=_unseen(FEW) > 0)


def megabytes_of_workers() -> float:
    """Return the memory of the largest process of the measured server, in MB."""
    found = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if b"tests.bench.server" in status.with_name("cmdline").read_bytes():
                lines = status.read_text().splitlines()
                found += [int(one.split()[1]) for one in lines if one.startswith("VmRSS")]
        except (OSError, ValueError):  # it has ended meanwhile
            continue
    return round(max(found) / 1_024, 1)


def catalogue(run: Run) -> None:
    """Measure the pages of a market of the asked size."""
    number = run.options.products
    run.say(f"Making {number:,} goods of {catalogue_data.VENDORS} shops …")
    market = catalogue_data.build(run.chance, number)
    with server() as port:
        for _ in range(2):  # both workers read the rules and compile their templates
            wrk.measure(port, ["/", "/cari/?q=kopi"], seconds=WARM)
        bare = wrk.measure(port, [FLOOR], seconds=SECONDS)
        run.measure("bare view", round(bare.rate), "/s")
        for name, paths in pages_of(market).items():
            pace = wrk.measure(port, paths, seconds=SECONDS)
            run.measure(name, round(pace.rate, 1), "/s", floor=round(bare.rate))
            run.measure(f"{name} median", round(pace.median_ms, 2), "ms")
            made = wrk.measure(port, paths, seconds=SECONDS, cookie=OWN)
            run.measure(f"{name}, made anew", round(made.rate, 1), "/s", floor=round(bare.rate))
        for name, queries in searches_of(market).items():
            raw = wrk.measure(port, [f"{RAW}?{one}" for one in queries], seconds=SECONDS)
            pace = wrk.measure(port, [f"/cari/?{one}" for one in queries], seconds=SECONDS)
            run.measure(f"{name} by psycopg2", round(raw.rate, 1), "/s")
            run.measure(f"search, {name}", round(pace.rate, 1), "/s", floor=round(raw.rate, 1))
            run.measure(f"search, {name} median", round(pace.median_ms, 2), "ms")
        cookie = session_of(market.officer)
        for name in ("home", "etalase", "product"):
            paths = pages_of(market)[name]
            pace = wrk.measure(port, paths, seconds=SECONDS, cookie=cookie)
            run.measure(f"{name}, signed in", round(pace.rate, 1), "/s", floor=round(bare.rate))
        run.measure("megabytes of a worker", megabytes_of_workers(), "MB")


def slow_catalogue(run: Run) -> None:
    """Let every card wait for a join without an index: the searches must turn red."""
    market = catalogue_data.build(run.chance, FEW)
    with server(SLOW_QUERY) as port:
        queries = searches_of(market)["two words"][:20]
        raw = wrk.measure(port, [f"{RAW}?{one}" for one in queries], seconds=WARM)
        slow = wrk.measure(port, [f"/cari/?{one}" for one in queries], seconds=SECONDS)
    lowest = read_targets("bench", NAME)["search, two words"]
    run.caught(SLOW_QUERY, noticed=not lowest.met_by(slow.rate, slow.rate / raw.rate))


BENCH.add(
    "load",
    load,
    help="how long it takes to make 100,000 goods (--products)",
    sabotage=hidden_load,
)
BENCH.add(
    NAME,
    catalogue,
    help="public pages and searches over 100,000 goods (--products)",
    sabotage=slow_catalogue,
)
