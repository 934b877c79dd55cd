"""`manage.py trust burst`: five hundred visitors at one moment, again and again.

Everybody is answered, or told when to come back; the health of the site stays green all the time;
and when it is over the web server holds no more database connections than its threads have.
"""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
from collections import Counter

import httpx
from django.db import connection

from config.local.process import Program
from config.serving.limits import connections_of_web
from marketplace.core.patience import wait_until
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.trust.site import Site

SETTLE_SECONDS = 30.0
HEALTH_EVERY = 0.25
HEALTH_WITHIN = 10.0
WORDS = ("kopi", "nasi kotak", "meja", "batik", "kertas")
TOLD_TO_RETURN = 503


@dataclasses.dataclass
class Crowd:
    """What visitors and the watcher of the site's health were told."""

    answers: Counter[str]
    health: Counter[str]
    slowest_health: float
    seconds: float


def burst(run: Run) -> None:
    """Let the crowd come to the site as it is served."""
    with Site() as site:
        site.start_web()
        crowd = _rounds(run, site)
        left = _left_over()
    _report(run, crowd, left)


def broken_burst(run: Run) -> None:
    """The same crowd against Django without the entrance: a thread for everybody."""
    with Site(altered=without_entrance) as site:
        site.start_web()
        crowd = _rounds(run, site)
        left = _left_over()
    run.say(f"  {dict(crowd.answers)}, health {dict(crowd.health)}, {left} connections too many")
    wrong = _wrong(crowd.answers) + _ill(crowd.health)
    run.caught("a thread for everybody", noticed=bool(wrong or left))


def without_entrance(program: Program) -> Program:
    """Serve Django itself: unbounded threads, bodies read by them."""
    if program.name != "web":
        return program
    served = {"asgi": "wsgi", "config.asgi:application": "config.wsgi:application"}
    return dataclasses.replace(program, argv=[served.get(word, word) for word in program.argv])


def _rounds(run: Run, site: Site) -> Crowd:
    everybody = Crowd(Counter(), Counter(), 0.0, 0.0)
    _connections()  # from now on we have ours, whoever takes the rest
    for number in range(1, run.options.rounds + 1):
        crowd = asyncio.run(_crowd(site.url, run.options.visitors))
        everybody.answers += crowd.answers
        everybody.health += crowd.health
        everybody.slowest_health = max(everybody.slowest_health, crowd.slowest_health)
        everybody.seconds += crowd.seconds
        run.say(f"  {number}/{run.options.rounds}: {dict(crowd.answers)} in {crowd.seconds:.1f} s")
    return everybody


async def _crowd(url: str, visitors: int) -> Crowd:
    bounds = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=bounds, timeout=120, trust_env=False) as browser:
        with Watcher(url) as watcher:
            started = time.monotonic()
            pages = [f"{url}/cari/?q={WORDS[n % len(WORDS)]}+{n}" for n in range(visitors)]
            answers = await asyncio.gather(*(_visit(browser, page) for page in pages))
            seconds = time.monotonic() - started
    return Crowd(Counter(answers), watcher.health, watcher.slowest, seconds)


async def _visit(browser: httpx.AsyncClient, page: str) -> str:
    try:
        answer = await browser.get(page)
    except httpx.HTTPError as failure:
        return type(failure).__name__
    if answer.status_code == TOLD_TO_RETURN and "retry-after" not in answer.headers:
        return "503 without a word when to return"
    return str(answer.status_code)


class Watcher(threading.Thread):
    """Asks for the health of the site all the time, beside the crowd's own loop."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._over = threading.Event()
        self.health: Counter[str] = Counter()
        self.slowest = 0.0

    def __enter__(self) -> Watcher:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look until the crowd is gone."""
        with httpx.Client(timeout=HEALTH_WITHIN, trust_env=False) as browser:
            while not self._over.wait(HEALTH_EVERY):
                started = time.monotonic()
                self.health[self._look(browser)] += 1
                self.slowest = max(self.slowest, time.monotonic() - started)

    def _look(self, browser: httpx.Client) -> str:
        try:
            return str(browser.get(f"{self._url}/healthz").status_code)
        except httpx.HTTPError as failure:
            return type(failure).__name__


def _left_over() -> int:
    """Connections of others beyond those of the web server's threads, once it had time to rest."""
    wait_until(lambda: _connections() <= connections_of_web(), seconds=SETTLE_SECONDS, every=1.0)
    return max(0, _connections() - connections_of_web())


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def _wrong(answers: Counter[str]) -> int:
    return sum(times for word, times in answers.items() if word not in {"200", "503"})


def _ill(health: Counter[str]) -> int:
    return sum(times for word, times in health.items() if word != "200")


def _report(run: Run, crowd: Crowd, left: int) -> None:
    run.measure("visitors", sum(crowd.answers.values()))
    run.measure("answered with the page", crowd.answers["200"])
    run.measure("told when to return", crowd.answers["503"])
    run.measure("answered otherwise", _wrong(crowd.answers))
    run.measure("looks at the health", sum(crowd.health.values()))
    run.measure("looks that found it ill", _ill(crowd.health))
    run.measure("slowest look", round(crowd.slowest_health, 1), "s")
    run.measure("connections left over", left)
    run.measure("bursts", round(crowd.seconds, 1), "s")


TRUST.add(
    "burst",
    burst,
    help="500 visitors at once, ten times: all answered, health green, no connection left over",
    sabotage=broken_burst,
)
