"""`manage.py test`: the whole suite on real services and a real browser, all thrown away after.

`--today DATE` lets the whole run believe that it is another day: the kernel's clock is moved.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

from . import browser, env
from .guard import PR_SET_PDEATHSIG, prctl
from .paths import ROOT, LocalError, say
from .services import throwaway_services

PARALLEL_FLAGS = ("-n", "--numprocesses", "--pdb", "--trace", "-p")


def pytest_words(words: list[str], *, cores: int) -> list[str]:
    """Add one worker per core, unless the caller decides that or wants to debug.

    Each works through its own share, so that what a file prepares is prepared once; who is done
    early takes over from who is stuck in a long test.
    """
    chosen = any(word.startswith(PARALLEL_FLAGS) for word in words)
    return words if chosen else ["-n", str(cores), "--dist", "worksteal", *words]


def take_today(words: list[str]) -> tuple[list[str], date | None]:
    """Take `--today DATE` (2027-02-28) out of the words for pytest. Raises: LocalError."""
    rest, day = list(words), None
    for place, word in enumerate(words):
        if word.partition("=")[0] == "--today":
            given = word.partition("=")[2] or "".join(words[place + 1 : place + 2])
            rest = [*words[:place], *words[place + (1 if "=" in word else 2) :]]
            try:
                day = date.fromisoformat(given)
            except ValueError:
                raise LocalError(
                    f"--today wants a date such as 2027-02-28, not {given!r}."
                ) from None
            break
    return rest, day


def clock_days(day: date) -> int:
    """How many days lie between the machine's day in WIB and the one the run shall believe in."""
    return (day - datetime.now(timezone(timedelta(hours=7))).date()).days


def _die_with_parent() -> None:
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run_pytest(words: list[str], surroundings: dict[str, str]) -> int:
    """Run pytest to its end and return its exit code; Ctrl-C is pytest's to handle."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        env=surroundings,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has no threads
    )
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main(words: list[str]) -> int:
    """Exit code: pytest's, or 2 when the tests could not be started."""
    words, day = take_today(words)
    chromium = browser.find_or_install()
    say(f"Browser: {chromium}")
    say("Starting a throw-away Postgres and Valkey …")
    with throwaway_services() as services:
        surroundings = env.complete(environment="test", services=services)
        surroundings["PASAR_BELA_CHROMIUM"] = chromium
        if day is not None:
            say(f"The kernel's clock believes in {day}.")
            surroundings["PASAR_BELA_CLOCK_DAYS"] = str(clock_days(day))
        # Values of a running `up`, or of a shell that joined it, must not leak into the tests.
        for name in (
            "DEMO",
            "BANK_BASE_URL",
            "EMAIL_URL",
            "BASE_URL",
            "SMS_URL",
            "WHATSAPP_URL",
            "COURIER_SECRET",
        ):
            surroundings.pop(name, None)
        return run_pytest(pytest_words(words, cores=os.cpu_count() or 1), surroundings)
