"""The whole site as separate processes on the run's own services, to be killed and restarted."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from config.local import ports, programs
from config.local.guard import descendants
from config.local.process import Program, Running, program_pid, stop_all
from marketplace.core.models import PeriodicRun
from marketplace.core.patience import wait_until
from tests.bench import database
from tests.bench.run import CouldNotRun

READY_SECONDS = 90.0
# Celery's own word for taking tasks. It forks its children before, and ends when one dies by then.
WORKER_IS_READY = b" ready."
LEASE_SECONDS = 2


class Site:
    """Bank, mail sink, web, worker and poller. ``lease_seconds``: how long a claimed charge waits.

    ``altered`` may replace a program before it starts; a saboteur comes in by that door.
    """

    def __init__(
        self,
        *,
        lease_seconds: int = LEASE_SECONDS,
        altered: Callable[[Program], Program] = lambda program: program,
        extra: dict[str, str] | None = None,
    ) -> None:
        self.web_port, self.bank_port, self.mail_port = (ports.any_free() for _ in range(3))
        self.url = f"http://{ports.HOST}:{self.web_port}"
        self.bank_url = f"http://{ports.HOST}:{self.bank_port}"
        self.env = {
            **os.environ,
            "DATABASE_URL": database.address(),
            "BASE_URL": self.url,
            "BANK_BASE_URL": self.bank_url,
            "BANK_CALLBACK_URL": f"{self.url}/bank",
            "SIM_RECORD_FILE": str(Path(os.environ["VAR_DIR"]) / "bank" / "record.jsonl"),
            "EMAIL_URL": f"smtp://{ports.HOST}:{self.mail_port}",
            "MONEY_LEASE_SECONDS": str(lease_seconds),
            "PASAR_BELA_BOOTSTRAP": "0",
            **(extra or {}),
        }
        self._altered = altered
        self._programs: dict[str, Program] = {}
        self._running: dict[str, Running] = {}
        self._started: dict[str, float] = {}
        self._log_begins: dict[str, int] = {}
        self._bank = httpx.Client(base_url=self.bank_url, trust_env=False, timeout=10)
        self.boot_seconds: dict[str, float] = {}
        self.restarts: Counter[str] = Counter()

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_error: object) -> None:
        self._bank.close()
        stop_all(list(self._running.values()))

    def start_bank(self) -> None:
        """Start the bank and the mail sink; both outlive every fault."""
        folder = Path(os.environ["VAR_DIR"]) / "outbox"
        self.start(programs.mail(self.env, self.mail_port, folder))
        self.start(programs.bank(self.env, self.bank_port))
        self.wait_for("bank", lambda: self._answers(self.bank_url))

    def start_web(self) -> None:
        """Start the web server and wait until pages are served."""
        self.start(programs.web(self.env, self.web_port))
        self.wait_for("web", lambda: self._answers(self.url))

    def start_work(self) -> None:
        """Start web, worker and poller, and wait until pages are served and tasks are taken.

        One after another, to know how long each of them takes to boot.
        """
        self.start_web()
        self.start(programs.worker(self.env))
        self.wait_for("worker", self._worker_is_ready)
        self.start(programs.poller(self.env))
        self.wait_for("poller", PeriodicRun.objects.exists)

    def start(self, program: Program) -> None:
        """Start one program under its guard."""
        program = self._programs.setdefault(program.name, self._altered(program))
        log = program.log
        self._log_begins[program.name] = log.stat().st_size if log and log.exists() else 0
        self._running[program.name] = Running(program)
        self._started[program.name] = time.monotonic()

    def wait_for(self, name: str, is_ready: Callable[[], bool]) -> None:
        """Raises: CouldNotRun with the end of the log when a program does not come up."""
        running = self._running[name]
        wait_until(lambda: running.code is not None or is_ready(), seconds=READY_SECONDS)
        if running.code is not None or not is_ready():
            raise CouldNotRun(f"{name} did not start:\n{running.log_tail()}")
        self.boot_seconds[name] = self._age(name)

    @staticmethod
    def _answers(url: str) -> bool:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def tend(self) -> None:
        """Start again whatever has ended."""
        for name, running in list(self._running.items()):
            if running.code is not None:
                running.wait(0)
                self.restarts[name] += 1
                self.start(self._programs[name])

    def _age(self, name: str) -> float:
        """Seconds since a program was started."""
        return time.monotonic() - self._started[name]

    def is_up(self, name: str) -> bool:
        """Say whether a program has booted: a worker says so, the others by their first boot."""
        if name == "worker":
            return self._worker_is_ready()
        return self._age(name) >= self.boot_seconds[name]

    def _worker_is_ready(self) -> bool:
        log = self._programs["worker"].log
        if log is None or not log.exists():
            return False
        return WORKER_IS_READY in log.read_bytes()[self._log_begins["worker"] :]

    def main_pid(self, name: str) -> int | None:
        """The process id of a program."""
        return program_pid(self._running[name].pid)

    def child_pids(self, name: str) -> list[int]:
        """The processes below a program."""
        pid = self.main_pid(name)
        return descendants(pid) if pid else []

    def knobs(self, **wanted: object) -> None:
        """Turn the bank's knobs."""
        self._bank.post("/_sim/knobs", json=wanted).raise_for_status()

    def bank_record(self) -> list[dict[str, Any]]:
        """Return the bank's own append-only record."""
        answer = self._bank.get("/_sim/record", params={"since": "0"})
        answer.raise_for_status()
        return [json.loads(line) for line in answer.text.splitlines()]


def kill(pid: int) -> bool:
    """End a process as a power cut would; False when it was gone already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def altered_by_saboteur(program: Program) -> Program:
    """Let worker and poller run behind the saboteur's module."""
    head, rest = program.argv[:1], program.argv[1:]
    if program.name == "worker":
        words = ["-m", "tests.trust.saboteur", *rest[1:]]
        return dataclasses.replace(program, argv=[*head, *words])
    if program.name == "poller":
        return dataclasses.replace(program, argv=[*head, "-m", "tests.trust.saboteur", "poller"])
    return program
