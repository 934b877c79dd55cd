"""`bench storefront`: the pages everybody opens, against a bare page of the same server and run."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from typing import Any

from config.local import ports, programs
from config.local.process import ROOT, Running
from marketplace.core.patience import wait_until
from tests.bench import database, storefront_data
from tests.bench.registry import BENCH
from tests.bench.report import Report, Result
from tests.bench.run import CouldNotRun, Run
from tests.bench.saboteurs import N_PLUS_ONE, SLOW_QUERY
from tests.bench.storefront_data import Market
from tests.bench.targets import read_targets

NAME = "storefront"
CONCURRENCY = 4
READY_SECONDS = 60.0
CLIENT_SECONDS = 900
FULL = {"rounds": 60, "warmup": 8, "slices": 5}
SHORT = {"rounds": 15, "warmup": 6, "slices": 1}  # enough to notice a broken page
Seen = dict[str, Any]
# Each saboteur must be told by its own kind of figure: the slow query by time, not by its number.
TOLD_BY: dict[str, Callable[[Result], bool]] = {
    N_PLUS_ONE: lambda result: result.metric.endswith("queries"),
    SLOW_QUERY: lambda result: result.ratio is not None,
}


def pages_of(market: Market) -> dict[str, str]:
    """Name the pages that are measured."""
    return {
        "home": "/",
        "etalases": "/etalase/",
        "etalase": f"/etalase/{market.etalase_slug}/",
        "product": f"/produk/{market.product_id}/",
        "search": "/cari/?q=kopi+bajawa",
        "search typo": "/cari/?q=kopii+bajwa",
    }


@contextmanager
def server(sabotage: str = "") -> Iterator[int]:
    """Serve the database in use as production does; yields the port. Raises: CouldNotRun."""
    port = ports.any_free()
    env = {
        **os.environ,
        "DATABASE_URL": database.address(),
        "BASE_URL": f"http://{ports.HOST}:{port}",
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
        "PASAR_BELA_BOOTSTRAP": "0",
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "BENCH_SABOTAGE": sabotage,
    }
    web = programs.web(env, port)
    words = ["tests.bench.server:application" if ":application" in w else w for w in web.argv]
    running = Running(replace(web, argv=words, name="bench web"))
    try:
        _wait(running, port)
        yield port
    finally:
        running.stop()


def _wait(running: Running, port: int) -> None:
    def answers() -> bool:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://{ports.HOST}:{port}/_bare/", timeout=5).close()
            return True
        return False

    wait_until(lambda: running.code is not None or answers(), seconds=READY_SECONDS)
    if running.code is not None or not answers():
        raise CouldNotRun(f"the measured server did not start:\n{running.log_tail()}")


def visit(port: int, pages: dict[str, str], seed: int, size: dict[str, int]) -> Seen:
    """Let the visitor's process follow a plan and return what it saw. Raises: CouldNotRun."""
    plan = {"host": ports.HOST, "port": port, "pages": pages, "seed": seed, **size}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"],
        input=json.dumps({**plan, "concurrency": CONCURRENCY}),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=CLIENT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise CouldNotRun(f"the visitor gave up:\n{done.stderr[-2000:]}")
    seen: Seen = json.loads(done.stdout)
    return seen


def judge(measure: Callable[..., Result], seen: Seen) -> None:
    """Report every figure of a visit."""
    floor = median(seen["floor"])
    measure("floor", round(floor, 2), "ms")
    for name, page in seen["pages"].items():
        measure(name, round(median(page["ms"]), 2), "ms", floor=round(floor, 2))
        measure(f"{name} queries", page["queries"])
        measure(f"{name} kilobytes", round(page["bytes"] / 1000, 1), "kB")
    pages, bare = round(seen["pages_per_second"], 1), round(seen["floor_per_second"], 1)
    measure("mixed pages per second", pages, "/s", floor=bare)


def storefront(run: Run) -> None:
    """Measure the pages of a market of realistic size."""
    run.say(f"Making {storefront_data.PRODUCTS:,} goods and {storefront_data.ORDERS:,} orders …")
    market = storefront_data.build(run.chance)
    run.say(f"Asking each page {FULL['rounds']} times, the bare page before each …")
    with server() as port:
        judge(run.measure, visit(port, pages_of(market), run.seed, FULL))


def slow_storefront(run: Run) -> None:
    """Break the pages in two ways; the same targets must turn red each time."""
    market = storefront_data.build(run.chance)
    for way in (N_PLUS_ONE, SLOW_QUERY):
        run.say(f"Saboteur {way} …")
        broken = Report(NAME, run.seed, read_targets("bench", NAME))
        with server(way) as port:
            judge(broken.measure, visit(port, pages_of(market), run.seed, SHORT))
        run.caught(way, noticed=any(TOLD_BY[way](one) and not one.met for one in broken.results))


BENCH.add(
    NAME, storefront, help="home, etalases, product and search pages", sabotage=slow_storefront
)
