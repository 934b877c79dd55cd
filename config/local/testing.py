"""`manage.py test`: the whole suite on real services and a real browser, all thrown away after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from . import browser, env
from .guard import PR_SET_PDEATHSIG, prctl
from .paths import ROOT, say
from .services import throwaway_services

PARALLEL_FLAGS = ("-n", "--numprocesses", "--pdb", "--trace", "-p")


def pytest_words(words: list[str], *, cores: int) -> list[str]:
    """Add one worker per core, unless the caller decides that or wants to debug."""
    chosen = any(word.startswith(PARALLEL_FLAGS) for word in words)
    return words if chosen else ["-n", str(cores), *words]


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
    chromium = browser.find_or_install()
    say(f"Browser: {chromium}")
    say("Starting a throw-away Postgres and Valkey …")
    with throwaway_services() as services:
        surroundings = env.complete(environment="test", services=services)
        surroundings["PASAR_BELA_CHROMIUM"] = chromium
        # Values of a running `up`, or of a shell that joined it, must not leak into the tests.
        for name in ("DEMO", "BANK_BASE_URL", "EMAIL_URL", "BASE_URL"):
            surroundings.pop(name, None)
        return run_pytest(pytest_words(words, cores=os.cpu_count() or 1), surroundings)
