"""`bench vendors`: what offices do with 10,000 vendors: the queue, the funnel, a sheet of 400."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from statistics import median, quantiles

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from config.local import ports
from marketplace.accounts.models import User
from marketplace.core import sheets
from tests.bench import vendors_data
from tests.bench.client import COUNT_HEADER, FLOOR, ask
from tests.bench.registry import BENCH
from tests.bench.report import Report, Result
from tests.bench.run import Run
from tests.bench.saboteurs import VENDOR_N_PLUS_ONE
from tests.bench.storefront import server
from tests.bench.targets import read_targets
from tests.bench.vendors_data import Offices
from vendors import queue_queries
from vendors.pipeline import services
from vendors.pipeline.queries import progress_of, regions_of
from vendors.region_words import region_label

NAME = "vendors"
CONCURRENCY = 8
SECONDS, SHORT_SECONDS = 6.0, 2.0
ROWS = 400


def pages_of(offices: Offices) -> dict[str, str]:
    """Name the pages that are measured."""
    return {
        "queue": "/verifikasi/",
        "queue, page 50": "/verifikasi/?page=50",
        "funnel": "/pantau/corong/",
        "funnel stage": "/pantau/corong/in_entry/",
        "target list": f"/verifikasi/sasaran/{offices.target_list.public_id}/",
    }


def session_of(user: User) -> str:
    """Return the cookie of somebody who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Crowd:
    """Several people who ask for one page at once, over kept-alive connections."""

    def __init__(self, port: int, cookie: str, chance: random.Random) -> None:
        self.port, self.cookie, self.chance = port, cookie, chance

    def times(self, path: str, seconds: float) -> list[float]:
        """Return how long each answer took, in milliseconds."""
        found: list[list[float]] = [[] for _ in range(CONCURRENCY)]
        until = time.perf_counter() + seconds

        def person(mine: list[float]) -> None:
            line = HTTPConnection(ports.HOST, self.port, timeout=60)
            while time.perf_counter() < until:
                mine.append(ask(line, path, Cookie=self.cookie)[1])
            line.close()

        threads = [threading.Thread(target=person, args=(mine,)) for mine in found]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [one for mine in found for one in mine]

    def queries(self, path: str) -> float:
        """Return the number of queries of a warm answer."""
        line = HTTPConnection(ports.HOST, self.port, timeout=60)
        answers = [ask(line, path, Cookie=self.cookie, **{COUNT_HEADER: "1"}) for _ in range(4)]
        line.close()
        return median(int(answer[3]) for answer in answers[1:])


def p95(times: list[float]) -> float:
    """Return the time within which 19 of 20 were answered."""
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def judge(measure: Callable[..., Result], crowd: Crowd, offices: Offices, seconds: float) -> None:
    """Ask for each page under load, the bare page of the same server right before it."""
    for name, path in pages_of(offices).items():
        counted = crowd.queries(path)
        floor = p95(crowd.times(FLOOR, seconds / 4))
        times = crowd.times(path, seconds)
        measure(f"{name} p95", round(p95(times), 1), "ms", floor=round(floor, 1))
        measure(f"{name} median", round(median(times), 1), "ms")
        measure(f"{name} queries", counted)


def import_seconds(offices: Offices, say: Callable[[str], None]) -> tuple[float, int]:
    """Send a sheet of 400 businesses and let the worker take it in: seconds, steps of progress."""
    places = [region_label(one) for one in regions_of(offices.target_list.tenant)][:50]
    rows = [
        (f"Tenun {n}", f"Ani {n}", places[n % len(places)], f"0812 3{n:07d}", "", f"8{n:012d}")
        for n in range(ROWS)
    ]
    headings = ("Nama usaha", "Nama pemilik", "Wilayah", "Telepon", "Surel", "NIB")
    upload = SimpleUploadedFile("s.xlsx", sheets.xlsx_bytes("Sasaran", headings, rows))
    begun = time.perf_counter()
    sheet = services.send_sheet(
        list_id=offices.target_list.pk, upload=upload, actor=offices.verifier
    )
    services.start_import(import_id=sheet.pk, actor=offices.verifier)
    seen = [progress_of(sheet).percent]
    while services.run_imports(limit=1):
        seen.append(progress_of(sheet).percent)
    took = time.perf_counter() - begun
    say(f"  progress: {seen}")
    return took, len(set(seen))


def plan_of_the_queue(offices: Offices) -> str:
    """Return how the database answers the first page of the queue."""
    words, params = queue_queries.review_queue(offices.verifier)[:25].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {words}", params)
        (plan,) = cursor.fetchone()
    found = plan if isinstance(plan, list) else json.loads(plan)
    return f"{found[0]['Execution Time']:.1f} ms, {found[0]['Plan']['Node Type']}"


def vendors(run: Run) -> None:
    """Measure the pages of offices with 10,000 vendors, and a sheet of 400 rows."""
    run.say(f"Making {vendors_data.VENDORS:,} vendors and {vendors_data.TARGETS:,} targets …")
    offices = vendors_data.build(run.chance)
    run.say(f"  the queue's query: {plan_of_the_queue(offices)}")
    cookie = session_of(offices.verifier)
    run.say(f"Asking each page for {SECONDS:.0f} s with {CONCURRENCY} at once …")
    with server() as port:
        judge(run.measure, Crowd(port, cookie, run.chance), offices, SECONDS)
    took, steps = import_seconds(offices, run.say)
    run.measure("import of 400 rows", round(took, 1), "s")
    run.measure("steps of progress", steps)


def slow_vendors(run: Run) -> None:
    """Let the queue ask for each row again; the same targets must turn red."""
    offices = vendors_data.build(run.chance)
    cookie = session_of(offices.verifier)
    run.say(f"Saboteur {VENDOR_N_PLUS_ONE} …")
    broken = Report(NAME, run.seed, read_targets("bench", NAME))
    with server(VENDOR_N_PLUS_ONE) as port:
        judge(broken.measure, Crowd(port, cookie, run.chance), offices, SHORT_SECONDS)
    noticed = any(one.metric == "queue queries" and not one.met for one in broken.results)
    run.caught(VENDOR_N_PLUS_ONE, noticed=noticed)


BENCH.add(NAME, vendors, help="queue, funnel and import with 10,000 vendors", sabotage=slow_vendors)
