"""The visitor: a process of its own that asks for pages over kept-alive connections.

Reads a plan as JSON from its input and writes what it saw as JSON:
``{"pages": {name: {"ms": [...], "first_ms": [...], "bytes": n, "queries": n}}, "floor": [...]}``
and two rates per second.
The floor is asked for right before each page, so that both suffer the same neighbours.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from statistics import median
from typing import Any

FLOOR = "/_bare/"
COUNT_HEADER, ANSWER_HEADER = "X-Bench-Count", "X-Bench-Queries"
# A cookie of its own: what is measured is a page that is made, not one kept for everybody.
BROWSER = {"Accept-Encoding": "gzip", "Accept": "text/html", "Cookie": "kunjungan=1"}
TIMEOUT_SECONDS = 30


class WrongAnswer(Exception):
    """A page did not answer with 200; its speed means nothing."""


@dataclass
class Seen:
    """What one page took. Milliseconds; ``bytes`` as sent over the wire, ``queries`` when warm."""

    ms: list[float] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)
    bytes: int = 0
    queries: float = 0


def ask(line: HTTPConnection, path: str, **extra: str) -> tuple[float, float, int, str]:
    """Ask for a page: milliseconds until its head and its end, its bytes, its queries."""
    begun = time.perf_counter()
    line.request("GET", path, headers={**BROWSER, **extra})
    answer = line.getresponse()
    head = time.perf_counter()
    body = answer.read()
    end = time.perf_counter()
    if answer.status != 200:
        raise WrongAnswer(f"{path} answered {answer.status}")
    queries = answer.headers.get(ANSWER_HEADER, "")
    return (head - begun) * 1000, (end - begun) * 1000, len(body), queries


class Visit:
    """One run of the plan against one server."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.host, self.port = str(plan["host"]), int(plan["port"])
        self.pages: dict[str, str] = plan["pages"]
        self.rounds, self.warmup = int(plan["rounds"]), int(plan["warmup"])
        self.threads, self.slices = int(plan["concurrency"]), int(plan["slices"])
        self.order = random.Random(plan["seed"])  # noqa: S311 - repeatable, not secret
        self.seen = {name: Seen() for name in self.pages}
        self.floor: list[float] = []

    def line(self) -> HTTPConnection:
        """A new connection, kept alive until closed."""
        return HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)

    def warm(self) -> None:
        """Fill caches and compile templates in every worker; then count queries."""
        for _ in range(self.warmup):
            line = self.line()  # a new connection may reach another worker
            for path in (FLOOR, *self.pages.values()):
                ask(line, path)
            line.close()
        line = self.line()
        for name, path in self.pages.items():
            answers = [ask(line, path, **{COUNT_HEADER: "1"}) for _ in range(3)]
            self.seen[name].queries = median(int(answer[3]) for answer in answers)
            self.seen[name].bytes = answers[-1][2]
        line.close()

    def time_pages(self) -> None:
        """Ask one at a time, in a new order each round, the floor before every page."""
        line = self.line()
        for number in range(self.rounds):
            if number % 10 == 9:
                line.close()  # the next ten rounds may meet another worker
            names = list(self.pages)
            self.order.shuffle(names)
            for name in names:
                self.floor.append(ask(line, FLOOR)[1])
                first, whole, _size, _queries = ask(line, self.pages[name])
                self.seen[name].first_ms.append(first)
                self.seen[name].ms.append(whole)
        line.close()

    def throughput(self) -> tuple[float, float]:
        """Return answers per second under several visitors at once: mixed pages, and the floor."""
        rates: dict[str, list[float]] = {"pages": [], "floor": []}
        for _ in range(self.slices):
            rates["pages"].append(self._rate(list(self.pages.values())))
            rates["floor"].append(self._rate([FLOOR]))
        return median(rates["pages"]), median(rates["floor"])

    def _rate(self, paths: list[str], seconds: float = 1.0) -> float:
        counts = [0] * self.threads
        begun = time.perf_counter()

        def visitor(which: int) -> None:
            line = self.line()
            while time.perf_counter() - begun < seconds:
                ask(line, paths[(which + counts[which]) % len(paths)])
                counts[which] += 1
            line.close()

        threads = [threading.Thread(target=visitor, args=(n,)) for n in range(self.threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / (time.perf_counter() - begun)


def main() -> None:
    """Follow the plan of the input."""
    visit = Visit(json.load(sys.stdin))
    visit.warm()
    visit.time_pages()
    pages, floor = visit.throughput()
    report = {
        "pages": {name: asdict(seen) for name, seen in visit.seen.items()},
        "floor": visit.floor,
        "pages_per_second": pages,
        "floor_per_second": floor,
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
