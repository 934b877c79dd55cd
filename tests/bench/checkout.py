"""`bench checkout`: eight officers who order through the pages, a minute long, workers running.

Each fills a cart with five lines of two shops, one request a line, opens checkout and hands the
orders to the PPK. Afterwards every promise about orders, stock and budget is checked.
"""

from __future__ import annotations

import io
import random
import re
import threading
import time
from contextlib import redirect_stdout
from http.client import HTTPConnection, HTTPException
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.management import call_command

from config.local import ports
from marketplace.orders.models import OrderStatus, PurchaseOrder
from tests.bench import checkout_data, database
from tests.bench.checkout_data import Buyer, Market
from tests.bench.registry import BENCH
from tests.bench.run import Run
from tests.bench.vendors import p95, session_of
from tests.trust.checkout import Form, with_reasons
from tests.trust.site import Site

NAME = "checkout"
SECONDS, FEW_SECONDS = 60.0, 5.0
LINES = (3, 2)  # of each of the two shops
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Unlike(Exception):
    """A page answered otherwise than it should."""


class Ordered(NamedTuple):
    """How long a checkout took to be handed in, in milliseconds, and how many orders it made."""

    submit_ms: float
    orders: int


class Officer:
    """A browser of one officer: one kept-alive connection, a session, a token."""

    def __init__(self, port: int, buyer: Buyer, market: Market, chance: random.Random) -> None:
        self.port, self.market, self.chance = port, market, chance
        self._line = HTTPConnection(ports.HOST, port, timeout=60)
        self._cookie = session_of(buyer.officer)
        self._own = {
            "common-plan_package": str(buyer.package.pk),
            "common-account_code": str(buyer.package.lines.get().account_code_id),
        }
        self._token = ""
        self.errors: list[str] = []

    def order(self) -> Ordered | None:
        """Order once; None where something was refused, which is noted."""
        try:
            return self._order()
        except (Unlike, HTTPException, OSError) as met:
            self.errors.append(f"{type(met).__name__}: {met}")
            self._line.close()  # it is opened anew by the next request
            return None

    def _order(self) -> Ordered:
        for shop, lines in zip(self.chance.sample(self.market.shops, 2), LINES, strict=True):
            for sku, revision in self.chance.sample(shop, lines):
                line = {"sku": sku, "revision": revision, "quantity": "1"}
                self._post("/keranjang/tambah/", line)
        page = self._ask("GET", "/keranjang/bayar/", answers=200)
        filled = self._filled(page)
        begun = time.perf_counter()
        self._post("/keranjang/bayar/", filled)
        return Ordered((time.perf_counter() - begun) * 1_000, len(LINES))

    def sign_in(self) -> None:
        """Take the token of a first page; the cart is empty then."""
        found = TOKEN.search(self._ask("GET", "/keranjang/", answers=200))
        self._token = found[1] if found else ""

    def _filled(self, page: str) -> dict[str, str]:
        """Fill in what an officer must, and leave what the page proposes."""
        return {**with_reasons(Form(page).values), **self._own}

    def _post(self, path: str, fields: dict[str, Any]) -> None:
        """Send a form that leads on. Raises: Unlike."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._token})
        self._ask("POST", path, body, answers=302)

    def _ask(self, method: str, path: str, body: str | None = None, *, answers: int) -> str:
        headers = {"Cookie": self._cookie, "Referer": f"http://{ports.HOST}:{self.port}/"}
        self._line.request(method, path, body, headers | (FORM if body is not None else {}))
        answer = self._line.getresponse()
        for value in answer.msg.get_all("Set-Cookie", []):
            if value.startswith("csrftoken="):
                self._cookie = f"{self._cookie.split('; csrftoken=')[0]}; {value.split(';')[0]}"
        text = answer.read().decode()
        if answer.status != answers:
            raise Unlike(f"{method} {path} answers {answer.status}")
        return text

    def close(self) -> None:
        """Leave."""
        self._line.close()


class Seen(NamedTuple):
    """What all officers together did and met."""

    ordered: list[Ordered]
    errors: list[str]
    seconds: float


def hour_of_buying(site: Site, market: Market, chance: random.Random, seconds: float) -> Seen:
    """Let all officers order for some seconds, each in a thread."""
    officers = [
        Officer(site.web_port, buyer, market, random.Random(chance.random()))  # noqa: S311
        for buyer in market.buyers
    ]
    found: list[list[Ordered]] = [[] for _ in officers]
    for officer in officers:
        officer.sign_in()
        officer.order()  # templates are compiled, statements prepared
    begun = time.perf_counter()

    def buys(officer: Officer, mine: list[Ordered]) -> None:
        while time.perf_counter() - begun < seconds:
            if (made := officer.order()) is not None:
                mine.append(made)

    threads = [threading.Thread(target=buys, args=one) for one in zip(officers, found, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    errors = [words for officer in officers for words in officer.errors]
    for officer in officers:
        officer.close()
    return Seen([one for mine in found for one in mine], errors, took)


def broken_promises() -> int:
    """Return how many promises do not hold, as `audit_invariants` counts them."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            call_command("audit_invariants", stdout=said)
    except SystemExit as ended:
        return int(bool(ended.code))
    return 0


def checkout(run: Run) -> None:
    """Measure orders a second over the whole way, then look whether everything still holds."""
    run.say(f"Making {checkout_data.SHOPS} shops and {checkout_data.BUYERS} offices …")
    market = checkout_data.build()
    with Site() as site:
        site.start_bank()
        site.start_work()
        run.say(f"{checkout_data.BUYERS} officers order for {SECONDS:.0f} s …")
        seen = hour_of_buying(site, market, run.chance, SECONDS)
    report(run, seen)
    waiting = PurchaseOrder.objects.filter(status=OrderStatus.SUBMITTED).count()
    counted = sum(one.orders for one in seen.ordered) + len(LINES) * checkout_data.BUYERS
    run.measure("orders missing", counted - waiting)
    run.measure("promises broken", broken_promises())


def report(run: Run, seen: Seen) -> None:
    """Report the figures of a run."""
    for words in sorted(set(seen.errors)):
        run.say(f"  {seen.errors.count(words)} times: {words}")
    times = [one.submit_ms for one in seen.ordered] or [0.0]
    orders = sum(one.orders for one in seen.ordered)
    run.measure("orders per second", round(orders / seen.seconds, 1), "/s")
    run.measure("submit p95", round(p95(times)), "ms")
    run.measure("submit median", round(median(times)), "ms")
    run.measure("errors", len(seen.errors))


def lost_order(run: Run) -> None:
    """Take the reservation of one order away: the promises must notice."""
    market = checkout_data.build()
    with Site() as site:
        site.start_bank()
        site.start_web()
        hour_of_buying(site, market, run.chance, FEW_SECONDS)
    database.run_as_owner(
        "ALTER TABLE catalog_sku DISABLE TRIGGER USER",
        "UPDATE catalog_sku SET reserved = reserved - 1 WHERE id = "
        "(SELECT min(id) FROM catalog_sku WHERE reserved > 0)",
    )
    run.caught("a reservation that is gone", noticed=broken_promises() > 0)


BENCH.add(
    NAME,
    checkout,
    help="orders a second through the pages, eight officers at once",
    sabotage=lost_order,
)
