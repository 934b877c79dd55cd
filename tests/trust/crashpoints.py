"""`manage.py trust crashpoints`: a worker dies at every named point of the money's way, once each.

The labels are read from the source, so that a new one cannot be forgotten. At each label one claim
is on its way; the worker must really die there (exit code 137), and the next one must bring the
claim to its end as if nothing had happened.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from marketplace.core.patience import wait_until
from payments.services import kinds, request_payment
from tests.bench.registry import TRUST
from tests.bench.run import CouldNotRun, Run
from tests.trust import oracle
from tests.trust.site import Site
from tests.trust.till import Till, prepare_till

DIED = 137
LEASE_SECONDS = 1
RECOVERY_SECONDS = 60.0


def labels() -> list[str]:
    """Return every label that the money room passes to crash_point, in the order of the files."""
    found: list[str] = []
    for path in sorted((Path(settings.BASE_DIR) / "payments").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            found.extend(_labels(node))
    return found


def _labels(node: ast.AST) -> list[str]:
    """Return the labels of a call of crash_point; nothing for any other piece of source.

    A point of the driver is passed by every kind of instruction.
    """
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return []
    label = node.args[0] if node.args else None
    if node.func.id != "crash_point" or not isinstance(label, ast.Constant):
        return []
    if any(keyword.arg == "of" for keyword in node.keywords):
        return [f"{kind}.{label.value!s}" for kind in kinds.names()]
    return [str(label.value)]


def crashpoints(run: Run) -> None:
    """Die at each label, recover, then compare bank and ledger."""
    figures, died, slowest = _all_points(run)
    run.measure("points died at", died)
    run.measure("points not reached", len(labels()) - died)
    for metric, value in figures.items():
        run.measure(metric, value)
    run.measure("slowest recovery", slowest, "s")


def broken_crashpoints(run: Run) -> None:
    """The same deaths, with a worker that sends a new key each time and never asks first."""
    figures, _died, _slowest = _all_points(run, "--careless")
    run.caught("new key per try", noticed=figures["double charges"] > 0)


def _all_points(run: Run, *words: str) -> tuple[dict[str, int], int, float]:
    points = labels()
    till = prepare_till(len(points), run.say)
    died, slowest, started = 0, 0.0, time.monotonic()
    with Site(lease_seconds=LEASE_SECONDS) as site:
        site.start_bank()
        for place, label in enumerate(points):
            _ask(till, place)
            code = _turn(site, label, *words)
            died += code == DIED
            seconds = _recover(site, *words)
            slowest = max(slowest, seconds)
            run.say(
                f"  {time.monotonic() - started:6.1f} s  {place + 1}/{len(points)} {label}:"
                f" exit {code}, at its end {seconds:.1f} s later"
            )
        record = site.bank_record()
    numbers = [claim.number for claim in till.claims]
    return oracle.verdict(record, numbers), died, round(slowest, 1)


def _ask(till: Till, place: int) -> None:
    claim = till.claims[place]
    request_payment(claim_id=claim.pk, card_id=till.card.pk, actor=till.holder)
    connection.close()


def _turn(site: Site, label: str, *words: str) -> int:
    """Let one worker take its turn; return its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.single_turn", *words],
        env={**site.env, "CRASH_AT": label},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
    )
    return done.returncode


def _recover(site: Site, *words: str) -> float:
    """Let healthy workers take turns until nothing is under way. Raises: CouldNotRun."""
    started = time.monotonic()

    def is_over() -> bool:
        if not (oracle.under_way() or oracle.undelivered() or oracle.unsealed()):
            return True
        if _turn(site, "", *words):
            raise CouldNotRun("a healthy worker failed")
        return False

    if not wait_until(is_over, seconds=RECOVERY_SECONDS, every=0.1):
        raise CouldNotRun("a claim did not reach its end after the crash")
    return time.monotonic() - started


TRUST.add(
    "crashpoints",
    crashpoints,
    help="a worker dies at every named point of charge and payout, the next one recovers",
    sabotage=broken_crashpoints,
)
