"""Requests per second of an address: by wrk where it is installed, else by threads of our own."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from config.local import ports
from tests.bench.run import CouldNotRun

CONCURRENCY = 16
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_MEDIAN = re.compile(r"50%\s+([\d.]+)(us|ms|s)")
_WRONG = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors:.*")
_MS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}
_SCRIPT = """
local paths = {%s}
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at], {%s})
end
"""


class Pace(NamedTuple):
    """Answers a second, and the median of an answer in milliseconds."""

    rate: float
    median_ms: float


def measure(port: int, paths: Sequence[str], *, seconds: int, cookie: str = "") -> Pace:
    """Ask for the paths in turn, 16 at once. Raises: CouldNotRun when one answers no page."""
    if shutil.which("wrk"):
        return _by_wrk(port, paths, seconds, cookie)
    return _by_threads(port, paths, seconds, cookie)


def _by_wrk(port: int, paths: Sequence[str], seconds: int, cookie: str) -> Pace:
    headers = f'["Cookie"] = "{cookie}"' if cookie else ""
    quoted = ", ".join(f'"{path}"' for path in paths)
    with TemporaryDirectory() as folder:
        script = Path(folder, "paths.lua")
        script.write_text(_SCRIPT % (quoted, headers))
        words = ["wrk", "-t", "2", "-c", str(CONCURRENCY), "-d", f"{seconds}s", "--latency"]
        done = subprocess.run(
            [*words, "-s", str(script), f"http://{ports.HOST}:{port}"],
            capture_output=True,
            text=True,
            check=True,
        )
    rate, median, wrong = (one.search(done.stdout) for one in (_RATE, _MEDIAN, _WRONG))
    if rate is None or median is None or wrong is not None:
        raise CouldNotRun(f"not every answer was a page:\n{done.stdout}")
    return Pace(float(rate[1]), float(median[1]) * _MS[median[2]])


def _by_threads(port: int, paths: Sequence[str], seconds: int, cookie: str) -> Pace:
    taken: list[float] = []
    until = time.perf_counter() + seconds
    headers = {"Cookie": cookie} if cookie else {}

    def visit(at: int) -> None:
        line = HTTPConnection(ports.HOST, port, timeout=30)
        while (begun := time.perf_counter()) < until:
            line.request("GET", paths[at % len(paths)], headers=headers)
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                return
            taken.append(time.perf_counter() - begun)
            at += CONCURRENCY

    threads = [threading.Thread(target=visit, args=(at,)) for at in range(CONCURRENCY)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if not taken:
        raise CouldNotRun("no answer was a page")
    return Pace(len(taken) / seconds, sorted(taken)[len(taken) // 2] * 1_000)
