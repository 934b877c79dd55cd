"""`manage.py trust kill`: `kill -9` all over the site while money moves and the bank loses answers.

The bank loses 15 % of its answers and fails 10 % of its requests. Card holders pay through the web,
a settlement run is always due, and every process that does work is killed at random and restarted.
When the faults stop the site must end every claim by itself.
"""

from __future__ import annotations

import dataclasses
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import httpx
from django.db import connection
from django.test import Client
from django.urls import reverse

from config.local.process import pause
from marketplace.core.tasks import run_periodic
from marketplace.fulfilment.models import Claim, ClaimStatus
from payments.models import CardPayment, Payout
from payments.services import request_payment
from tests.bench.registry import TRUST
from tests.bench.run import CouldNotRun, Run
from tests.trust import oracle
from tests.trust.cast import factories, stories
from tests.trust.site import Site, altered_by_saboteur, kill

LOSE_ANSWER_RATE, FAIL_RATE = 0.15, 0.10
BANK_DELAY_MS = 40
BACKLOG = 12
FEWEST_CLAIMS, MOST_CLAIMS = 24, 300
VENDORS = 8
DRAIN_SECONDS = 150.0
BELL_SECONDS = 0.5
BELL = ("drive_instructions", "settle", "relay_outbox", "seal_audit")
# Which kind of process dies, by weight; a killed master costs a whole boot.
VICTIMS = {"worker child": 10, "web child": 2, "worker": 1, "web": 1, "poller": 1}


@dataclass
class Till:
    """One card holder's claims, and the card that pays them."""

    holder: Any
    card: Any
    claims: list[Claim]


def kill_loop(run: Run) -> None:
    """Kill until the wanted number is reached, let the site recover, compare."""
    with Site() as site:
        figures, told = _faults(run, site)
        for metric, value in figures.items():
            run.measure(metric, value)
        for metric, seen, unit in told:
            run.measure(metric, seen, unit)


def broken_kill_loop(run: Run) -> None:
    """The same faults against a worker that sends a new key each time and never asks first."""
    with Site(altered=altered_by_saboteur) as site:
        figures, _told = _faults(run, site)
    for metric, value in figures.items():
        run.say(f"  {metric} {value}")
    run.caught("new key per try", noticed=figures["double charges"] > 0)
    run.caught("ledger apart", noticed=figures["rupiah between ledger and bank"] > 0)


def _faults(run: Run, site: Site) -> tuple[dict[str, int], list[tuple[str, float, str]]]:
    count = min(max(run.options.kills * 6 // 5, FEWEST_CLAIMS), MOST_CLAIMS)
    run.say(f" preparing {count} claims of {VENDORS} vendors through the use-cases …")
    till = prepare_till(count)
    connection.close()
    site.start_bank()
    site.start_work()
    run.say(f" the site is up ({site.boot_seconds:.1f} s); faults begin")
    site.knobs(
        seed=run.seed,
        lose_answer_rate=LOSE_ANSWER_RATE,
        fail_rate=FAIL_RATE,
        delay_ms=BANK_DELAY_MS,
    )
    feeder, bell = Feeder(site, till), Bell()
    killer = Killer(run, site)
    started = time.monotonic()
    try:
        feeder.start()
        bell.start()
        killer.work(run.options.kills, feeder)
        fault_seconds = time.monotonic() - started
        site.knobs(reset=True)
        run.say(f" {killer.kills} kills in {fault_seconds:.0f} s; faults end, the site recovers …")
        feeder.finish()
        drain_seconds = drain(site)
    finally:
        feeder.stop()
        bell.stop()
    figures = oracle.verdict(site.bank_record(), feeder.accepted)
    tried_again = CardPayment.objects.filter(instruction__attempts__gt=1).count()
    told = [
        ("kills", killer.kills, ""),
        ("faults", round(fault_seconds, 1), "s"),
        ("recovery", round(drain_seconds, 1), "s"),
        ("charges tried again", tried_again, ""),
        ("payouts tried again", Payout.objects.filter(instruction__attempts__gt=1).count(), ""),
        *((f"{name} restarted", times, "") for name, times in sorted(site.restarts.items())),
    ]
    return figures, told


def prepare_till(count: int) -> Till:
    """Order, deliver and sign for `count` claims of several vendors."""
    world = factories.make_world()
    world = dataclasses.replace(world, package=factories.make_package(world.agency, 10**12))
    shops = [_shop(world, number) for number in range(VENDORS)]
    card = stories.card_of(world)
    claims = [
        stories.claimed(shops[number % VENDORS], quantity=1 + number % 3) for number in range(count)
    ]
    return Till(world.fajar, card, claims)


def _shop(world: Any, number: int) -> Any:
    owner = factories.make_user("Citra")
    vendor = factories.make_vendor(
        owner,
        approved_by=world.joko,
        region=world.vendor.region,
        account_number=f"7712345{number:03d}",
    )
    product = factories.make_product(vendor, world.etalase, stock=10_000)
    return dataclasses.replace(world, citra=owner, vendor=vendor, product=product)


class Feeder(threading.Thread):
    """The card holder: pays one claim after another, however often the site dies.

    Two of three go through the web, the third through the use-case, so that the workers still have
    charges in their hands while no page is served. A claim counts as accepted when the site said
    so; whoever got no answer asks again, and is told that the payment is under way if the first
    request had arrived after all.
    """

    def __init__(self, site: Site, till: Till) -> None:
        super().__init__(daemon=True)
        self._site = site
        browser = Client()
        browser.force_login(till.holder)
        self._token = secrets.token_hex(16)
        cookies = {"sessionid": browser.cookies["sessionid"].value, "csrftoken": self._token}
        self._http = httpx.Client(base_url=site.url, cookies=cookies, trust_env=False, timeout=10)
        self._till = till
        self._allowed = threading.Semaphore(1)
        self._stopping = threading.Event()
        self.total, self.posted = len(till.claims), 0
        self.accepted: set[str] = set()
        self.error: str | None = None

    def let(self, share: float) -> None:
        """Let the holder go on until this share of the claims has been paid."""
        while self.posted < share * self.total:
            self.posted += 1
            self._allowed.release()

    def run(self) -> None:
        """Pay one claim per permission; whoever gets no answer comes back after the others."""
        waiting = deque(self._till.claims)
        while waiting:
            self._allowed.acquire()
            while not self._stopping.is_set() and not self._pay(waiting[0]):
                waiting.rotate(-1)
                self._stopping.wait(0.1)
            if self._stopping.is_set():
                return
            waiting.popleft()

    def _pay(self, claim: Claim) -> bool:
        if claim.pk % 3:
            return self._pay_by_page(claim)
        try:
            request_payment(claim_id=claim.pk, card_id=self._till.card.pk, actor=self._till.holder)
        finally:
            connection.close()
        self.accepted.add(claim.number)
        return True

    def _pay_by_page(self, claim: Claim) -> bool:
        address = reverse("claim_pay", args=[claim.public_id])
        headers = {"X-CSRFToken": self._token}
        try:
            answer = self._http.post(address, data={"card": self._till.card.pk}, headers=headers)
        except httpx.HTTPError:
            return False
        if answer.status_code in {302, 303, 409} or self._is_known(claim):
            self.accepted.add(claim.number)
            return True
        if answer.status_code < 500:
            self.error = f"{address}: {answer.status_code}"
            self._stopping.set()
        return False

    def _is_known(self, claim: Claim) -> bool:
        """The page refuses a claim that is paid already; then an earlier request had arrived."""
        try:
            return CardPayment.objects.filter(claim=claim).exists()
        finally:
            connection.close()

    def finish(self) -> None:
        """Let the rest through and wait for it. Raises: CouldNotRun when the page refused."""
        self.let(1.0)
        until = time.monotonic() + 120
        while self.is_alive() and time.monotonic() < until:
            self._site.tend()
            self.join(0.2)
        if self.error or self.is_alive():
            raise CouldNotRun(f"the card holder could not pay: {self.error or 'no answer'}")

    def stop(self) -> None:
        """Give up."""
        self._stopping.set()
        self._allowed.release()
        self.join(15)
        self._http.close()


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
    """Picks a process that is at work, kills it, and has what died started again.

    It strikes only while charges are under way, and waits while there are too many of them: kills
    that fall before or after the work would prove nothing.
    """

    def __init__(self, run: Run, site: Site) -> None:
        self._run, self._site = run, site
        self._chance = run.chance
        self.kills = 0

    def work(self, wanted: int, feeder: Feeder) -> None:
        """Kill until `wanted` have died; the payments keep pace. Raises: CouldNotRun if stuck."""
        until = time.monotonic() + 60 + 5 * wanted
        while self.kills < wanted:
            pause(self._chance.uniform(0.1, 0.3))
            self._site.tend()
            feeder.let((self.kills + 1) / wanted)
            if time.monotonic() > until:
                raise CouldNotRun(f"only {self.kills} of {wanted} kills: nothing came up again")
            if not 0 < self._under_way(feeder) <= BACKLOG:
                continue
            victim = self._victim()
            if victim is not None and kill(victim):
                self.kills += 1
                if self.kills % 25 == 0:
                    self._run.say(f"  {self.kills} kills, {len(feeder.accepted)} payments accepted")

    @staticmethod
    def _under_way(feeder: Feeder) -> int:
        """Count the claims that were asked for and not settled; the last ones for ever."""
        ended = Claim.objects.filter(status=ClaimStatus.SETTLED).count()
        return len(feeder.accepted) - ended

    def _victim(self) -> int | None:
        kind = self._chance.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        name, _, part = kind.partition(" ")
        if self._site.age(name) < self._site.boot_seconds:
            return None
        children = self._site.child_pids(name)
        if part:
            return self._chance.choice(children) if children else None
        if name != "poller" and not children:
            return None
        return self._site.main_pid(name)


def drain(site: Site) -> float:
    """Keep everything running until nothing is left to do; return the seconds it took."""
    started = time.monotonic()
    while not oracle.is_quiet() and time.monotonic() - started < DRAIN_SECONDS:
        site.tend()
        pause(0.2)
    return time.monotonic() - started


TRUST.add(
    "kill",
    kill_loop,
    help="kill -9 of web, worker and poller while money moves and the bank loses answers",
    sabotage=broken_kill_loop,
)
