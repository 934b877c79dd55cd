"""`manage.py test`: the whole suite on real services and a real browser, all thrown away after.

`--today DATE` or `--today DATETHH:MM` (WIB) lets the whole run believe that it is another day or
hour: the kernel's clock is moved. Near midnight the three zones stand on different days.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from typing import Final

from . import browser, env
from .guard import PR_SET_PDEATHSIG, prctl
from .paths import ROOT, LocalError, say
from .services import throwaway_services

WIB: Final = timezone(timedelta(hours=7))
PARALLEL_FLAGS = ("-n", "--numprocesses", "--pdb", "--trace", "-p")


def pytest_words(words: list[str], *, cores: int) -> list[str]:
    """Add one worker per core, unless the caller decides that or wants to debug.

    Each works through its own share, so that what a file prepares is prepared once; who is done
    early takes over from who is stuck in a long test.
    """
    chosen = any(word.startswith(PARALLEL_FLAGS) for word in words)
    return words if chosen else ["-n", str(cores), "--dist", "worksteal", *words]


def take_today(words: list[str]) -> tuple[list[str], date | datetime | None]:
    """Take `--today` (2027-02-28, or 2027-02-28T23:50 in WIB) out of the words for pytest.

    Raises: LocalError.
    """
    rest, moment = list(words), None
    for place, word in enumerate(words):
        if word.partition("=")[0] == "--today":
            given = word.partition("=")[2] or "".join(words[place + 1 : place + 2])
            rest = [*words[:place], *words[place + (1 if "=" in word else 2) :]]
            moment = _moment(given)
            break
    return rest, moment


def _moment(given: str) -> date | datetime:
    try:
        if "T" in given:
            return datetime.fromisoformat(given).replace(tzinfo=WIB)
        return date.fromisoformat(given)
    except ValueError:
        raise LocalError(
            f"--today wants a date such as 2027-02-28 or 2027-02-28T23:50, not {given!r}."
        ) from None


def clock_seconds(moment: date | datetime, now: datetime) -> int:
    """How far the clock must be moved: by whole days to a date, else to that minute in WIB."""
    local = now.astimezone(WIB)
    if isinstance(moment, datetime):
        return int((moment - local).total_seconds())
    return (moment - local.date()).days * 86_400


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
    words, moment = take_today(words)
    chromium = browser.find_or_install()
    say(f"Browser: {chromium}")
    say("Starting a throw-away Postgres and Valkey …")
    with throwaway_services() as services:
        surroundings = env.complete(environment="test", services=services)
        surroundings["PASAR_BELA_CHROMIUM"] = chromium
        if moment is not None:
            say(f"The kernel's clock believes in {moment}.")
            moved = clock_seconds(moment, datetime.now(WIB))
            surroundings["PASAR_BELA_CLOCK_SECONDS"] = str(moved)
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
