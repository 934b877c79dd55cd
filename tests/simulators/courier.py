"""The courier's simulator as tests use it, and a market that answers it over real HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections

from tests.conftest import free_port
from tests.simulators.process import REPOSITORY
from tests.waiting import eventually

SECRET = "rahasia-simulator"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Let requests end without closing the connection in whose transaction the test stands."""
    both = (signals.request_started, signals.request_finished)
    for one in both:
        one.disconnect(close_old_connections)
    try:
        yield
    finally:
        for one in both:
            one.connect(close_old_connections)


@contextmanager
def couriers() -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """Run the simulator; yields what lets it say something and returns what it heard."""
    port = free_port()
    with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=_Quiet) as market:
        market.timeout = 0.05
        address = f"http://127.0.0.1:{market.server_port}/kurir/kabar/"
        command = [sys.executable, "-m", "config.local.couriersim", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--to", address],
            cwd=REPOSITORY,
            env={**os.environ, "COURIER_SECRET": SECRET},
        )
        own = f"http://127.0.0.1:{port}"
        with (
            _connection_kept(),
            httpx.Client(base_url=own, trust_env=False, timeout=30) as http,
            ThreadPoolExecutor(1) as pool,
        ):

            def answers() -> bool:
                assert process.poll() is None, "the courier ended by itself"
                try:
                    return http.get("/healthz").is_success
                except httpx.TransportError:
                    return False

            def say(**asked: Any) -> list[dict[str, Any]]:
                # The market answers in this thread: it sees what the test's transaction holds.
                waiting = pool.submit(http.post, "/_sim/send", json=asked)
                while not waiting.done():
                    market.handle_request()
                heard: list[dict[str, Any]] = waiting.result().json()
                return [{**one, "body": _read(one["body"])} for one in heard]

            try:
                eventually(answers, seconds=30)
                yield say
            finally:
                process.kill()
                process.wait(10)


def _read(body: str) -> Any:
    return json.loads(body) if body.startswith("{") else body
