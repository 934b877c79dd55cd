"""`manage.py trust slow`: clients that stall, and clients that send far too much.

Sixty-four connections begin a request and say no more; others declare, or just send, hundreds of
megabytes. Everybody else is served meanwhile, the stalled ones are let go in time, and of the fat
ones no more is taken than the limit.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from config.local import ports
from config.serving.limits import MIB, Limits
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.trust.burst import without_entrance
from tests.trust.site import Site

STALLED = 64
PAGES = ("/", "/cari/?q=kopi", "/masuk/", "/healthz")
PAGE_SECONDS = 10.0
LET_GO_SECONDS = 30.0
FAT_BYTES = 400 * MIB
STEP = bytes(MIB)
SIGN_IN = "/masuk/"


def slow(run: Run) -> None:
    """Serve people while 64 connections stall; refuse what is too fat."""
    with Site() as site:
        site.start_web()
        with stalled(site) as connections:
            run.measure("connections stalled", len(connections))
            run.measure("pages not answered meanwhile", _unanswered(site))
            run.measure("connections never let go", _held(connections))
        taken = _megabytes_taken(site)
        run.measure("megabytes taken of 400", taken)
        run.measure("fat requests not refused", _not_refused(site))
        run.measure("pages not answered afterwards", _unanswered(site))


def broken_slow(run: Run) -> None:
    """The same clients against Django without the entrance: each holds a thread."""
    with Site(altered=without_entrance, extra={"GRANIAN_BLOCKING_THREADS": "8"}) as site:
        site.start_web()
        with stalled(site):
            unanswered = _unanswered(site)
    run.say(f"  {unanswered} of {len(PAGES)} pages were not answered")
    run.caught("a thread for every body", noticed=unanswered > 0)


@contextmanager
def stalled(site: Site) -> Iterator[list[socket.socket]]:
    """Open connections that begin a body or a head, and stop."""
    host = f"{ports.HOST}:{site.web_port}"
    # With a cookie of CSRF's, Django reads the form to compare it: only then does a body stall it.
    cookie = f"Cookie: csrftoken={'a' * 32}\r\nContent-Type: application/x-www-form-urlencoded"
    body = (
        f"POST {SIGN_IN} HTTP/1.1\r\nHost: {host}\r\n{cookie}\r\nContent-Length: 1000\r\n\r\nlogin="
    )
    head = f"GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow"
    with contextlib.ExitStack() as stack:
        connections = []
        for number in range(STALLED):
            one = stack.enter_context(socket.create_connection((ports.HOST, site.web_port)))
            one.sendall((head if number % 2 else body).encode())
            connections.append(one)
        yield connections


def _unanswered(site: Site) -> int:
    unanswered = 0
    with httpx.Client(base_url=site.url, timeout=PAGE_SECONDS, trust_env=False) as browser:
        for page in PAGES:
            try:
                unanswered += browser.get(page).status_code != 200
            except httpx.HTTPError:
                unanswered += 1
    return unanswered


def _held(connections: list[socket.socket]) -> int:
    """How many the server neither answers nor closes."""
    until = time.monotonic() + LET_GO_SECONDS
    waiting = list(connections)
    while waiting and (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select(waiting, [], [], left)
        waiting = [one for one in waiting if one not in ready]
    return len(waiting)


def _megabytes_taken(site: Site) -> int:
    """Send without declaring how much, until the server has enough of it."""
    sent = 0
    head = f"POST {SIGN_IN} HTTP/1.1\r\nHost: {ports.HOST}:{site.web_port}\r\n"
    with socket.create_connection((ports.HOST, site.web_port), timeout=10) as one:
        one.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        with contextlib.suppress(OSError):
            while sent < FAT_BYTES and not select.select([one], [], [], 0)[0]:
                one.sendall(b"%x\r\n%b\r\n" % (len(STEP), STEP))
                sent += len(STEP)
    return sent // MIB


def _not_refused(site: Site) -> int:
    """Declare bodies beyond the limit; each must be refused before it is sent."""
    most = Limits.of_environment().body_bytes
    wrong = 0
    for size in (most + 1, FAT_BYTES, 10**18):
        with socket.create_connection((ports.HOST, site.web_port), timeout=10) as one:
            head = f"POST {SIGN_IN} HTTP/1.1\r\nHost: {ports.HOST}:{site.web_port}\r\n"
            one.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode())
            wrong += b" 413 " not in one.recv(200)
    return wrong


TRUST.add(
    "slow",
    slow,
    help="64 stalled connections and 400 MB bodies: everybody else is served",
    sabotage=broken_slow,
)
