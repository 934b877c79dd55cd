"""`manage.py trust kill`: `kill -9` all over the site while money moves and the bank loses answers.

The bank loses 15 % of its answers and fails 10 % of its requests. Card holders pay through the web,
a settlement run is always due, and every process that does work is killed at random and restarted.
Who dies in which order is drawn beforehand from the seed; each waits until that process is at work.
When the faults stop the site must end every claim by itself.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import partial

from django.db import connection

from marketplace.core.patience import wait_until
from marketplace.core.tasks import run_periodic
from payments.models import CardPayment, Payout
from tests.bench.registry import TRUST
from tests.bench.run import CouldNotRun, Run
from tests.trust import oracle
from tests.trust.feeder import Feeder
from tests.trust.site import Site, altered_by_saboteur, kill
from tests.trust.till import prepare_till

LOSE_ANSWER_RATE, FAIL_RATE = 0.15, 0.10
BANK_DELAY_MS = 40
BACKLOG = 12
FEWEST_CLAIMS = 24
PACE_SECONDS = (0.1, 0.3)
STRIKE_SECONDS = 90.0
DRAIN_SECONDS = 150.0
TOLD_SECONDS = 5.0
BELL_SECONDS = 0.5
BELL = ("drive_instructions", "settle", "relay_outbox", "seal_audit")
# Which kind of process dies, by weight; a killed master costs a whole boot.
VICTIMS = {"worker child": 10, "web child": 2, "worker": 1, "web": 1, "poller": 1}


@dataclass(frozen=True)
class Ordeal:
    """How long the faults and the recovery took, in seconds, and whose payments were accepted."""

    fault_seconds: float
    drain_seconds: float
    accepted: set[str]


def kill_loop(run: Run) -> None:
    """Kill until the wanted number is reached, let the site recover, compare."""
    with Site() as site:
        ordeal = _faults(run, site)
        for metric, value in oracle.verdict(site.bank_record(), ordeal.accepted).items():
            run.measure(metric, value)
        _tell(run, site, ordeal)


def broken_kill_loop(run: Run) -> None:
    """The same faults against a worker that sends a new key each time and never asks first."""
    with Site(altered=altered_by_saboteur) as site:
        ordeal = _faults(run, site)
        figures = oracle.verdict(site.bank_record(), ordeal.accepted)
    for metric, value in figures.items():
        run.say(f"  {metric} {value}")
    run.caught("new key per try", noticed=figures["double charges"] > 0)
    run.caught("ledger apart", noticed=figures["rupiah between ledger and bank"] > 0)


def _faults(run: Run, site: Site) -> Ordeal:
    till = prepare_till(max(run.options.kills * 6 // 5, FEWEST_CLAIMS), run.say)
    connection.close()
    site.start_bank()
    site.start_work()
    boots = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in site.boot_seconds.items())
    run.say(f" the site is up ({boots}); faults begin")
    site.knobs(
        seed=run.seed,
        lose_answer_rate=LOSE_ANSWER_RATE,
        fail_rate=FAIL_RATE,
        delay_ms=BANK_DELAY_MS,
    )
    feeder, bell = Feeder(site, till), Bell()
    started = time.monotonic()
    try:
        feeder.start()
        bell.start()
        Killer(run, site, feeder).work()
        fault_seconds = time.monotonic() - started
        site.knobs(reset=True)
        run.say(f" {run.options.kills} kills in {fault_seconds:.0f} s; the site recovers …")
        feeder.finish()
        drain_seconds = drain(run, site)
    finally:
        feeder.stop()
        bell.stop()
    return Ordeal(fault_seconds, drain_seconds, feeder.accepted)


def _tell(run: Run, site: Site, ordeal: Ordeal) -> None:
    """Report what has no target: how hard it was."""
    charges = CardPayment.objects.filter(instruction__attempts__gt=1)
    payouts = Payout.objects.filter(instruction__attempts__gt=1)
    run.measure("kills", run.options.kills)
    run.measure("faults", round(ordeal.fault_seconds, 1), "s")
    run.measure("recovery", round(ordeal.drain_seconds, 1), "s")
    run.measure("charges tried again", charges.count())
    run.measure("payouts tried again", payouts.count())
    for name, times in sorted(site.restarts.items()):
        run.measure(f"{name} restarted", times)


class Bell(threading.Thread):
    """Beat, only faster: there is always a task in somebody's hands when somebody dies."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Ring for every kind of work."""
        while not self._stopping.wait(BELL_SECONDS):
            for name in BELL:
                run_periodic.apply_async(args=(name,), retry=False, expires=5)

    def stop(self) -> None:
        """Ring no more."""
        self._stopping.set()
        self.join(5)


class Killer:
    """Kills one process after another, each while it is at work.

    It strikes only while charges are under way, and waits while there are too many of them: kills
    that fall before or after the work would prove nothing.
    """

    def __init__(self, run: Run, site: Site, feeder: Feeder) -> None:
        self._run, self._site, self._feeder = run, site, feeder

    def work(self) -> None:
        """Kill as many as were asked for; payments keep pace. Raises: CouldNotRun if stuck."""
        wanted, chance = self._run.options.kills, self._run.chance
        started = time.monotonic()
        plan = chance.choices(list(VICTIMS), list(VICTIMS.values()), k=wanted)
        for number, kind in enumerate(plan, 1):
            self._feeder.let(number)
            earliest = time.monotonic() + chance.uniform(*PACE_SECONDS)
            strike = partial(self._strike, kind, earliest)
            if not wait_until(strike, seconds=STRIKE_SECONDS):
                raise CouldNotRun(f"only {number - 1} of {wanted} kills: no {kind} was at work")
            self._run.say(
                f"  {time.monotonic() - started:6.1f} s  kill {number}/{wanted}: {kind};"
                f" {len(self._feeder.accepted)} payments accepted, {self._under_way()} under way"
            )

    def _strike(self, kind: str, earliest: float) -> bool:
        """Kill one of this kind if it is at work and the moment has come; say whether it was."""
        self._site.tend()
        if time.monotonic() < earliest:
            return False
        victim = self._victim(kind)
        if victim is None:
            return False
        if self._under_way() == 0:
            self._feeder.let_one()
            return False
        return self._under_way() <= BACKLOG and kill(victim)

    def _under_way(self) -> int:
        return oracle.unsettled(self._feeder.accepted)

    def _victim(self, kind: str) -> int | None:
        name, _, part = kind.partition(" ")
        if not self._site.is_up(name):
            return None
        children = self._site.child_pids(name)
        if part:
            return self._run.chance.choice(children) if children else None
        if name != "poller" and not children:
            return None
        return self._site.main_pid(name)


def drain(run: Run, site: Site) -> float:
    """Keep everything running until nothing is left to do; return the seconds it took."""
    started = told = time.monotonic()

    def is_over() -> bool:
        nonlocal told
        site.tend()
        if time.monotonic() - told > TOLD_SECONDS:
            told = time.monotonic()
            run.say(f"  {told - started:6.1f} s  still to do: {oracle.left_to_do()}")
        return oracle.is_quiet()

    wait_until(is_over, seconds=DRAIN_SECONDS, every=0.2)
    return time.monotonic() - started


TRUST.add(
    "kill",
    kill_loop,
    help="kill -9 of web, worker and poller while money moves and the bank loses answers",
    sabotage=broken_kill_loop,
)
