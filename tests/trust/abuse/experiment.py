"""`manage.py trust abuse`: seven groups of attacks of which none may be accepted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

from django.core import mail
from django.test import override_settings

from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.trust.abuse import elsewhere, forms, planted, shelves, signin, signs, sums, turns
from tests.trust.abuse.bed import Bed, Enough, Group, Tally
from tests.trust.apart import in_processes
from tests.trust.cast import everybody_may, refusals_expected

TOLD_AT_MOST = 40
KEPT_LETTERS = "django.core.mail.backends.locmem.EmailBackend"
GROUPS: dict[str, tuple[Group, ...]] = {
    "csrf": (forms.forms,),
    "caches": (shelves.shelves,),
    "sign-in": (signin.stuffing, signin.names, signin.sessions),
    "elsewhere": (elsewhere.redirects, elsewhere.fetches, elsewhere.hosts),
    "planted fields": (planted.planted,),
    "money": (sums.numbers, sums.presses, turns.steps, turns.keys, turns.notices),
    "signs": (signs.texts, signs.accounts),
}
# What each saboteur does, and the part that must notice it.
SABOTEURS: dict[str, tuple[Callable[[], Any], Group]] = {
    "forms without their token": (forms.no_token_asked, forms.forms),
    "pages of people that caches keep": (shelves.pages_of_people_kept, shelves.shelves),
    "patience without end": (signin.patience_without_end, signin.stuffing),
    "every address taken for ours": (elsewhere.every_address_ours, elsewhere.redirects),
    "every place taken for open": (elsewhere.everywhere_open, elsewhere.fetches),
    "an answer to every host": (elsewhere.any_host, elsewhere.hosts),
    "an account page that takes what is sent": (planted.generous_account, planted.planted),
    "numbers read generously": (sums.generous_numbers, sums.numbers),
    "policies that refuse nobody": (everybody_may, turns.steps),
    "text kept as it came": (signs.text_as_it_came, signs.texts),
}


@contextmanager
def bed_made(chance: Random) -> Iterator[Bed]:
    """Build a market to attack, once: each attack works on a copy of it."""
    quiet = override_settings(COUNTS_KEPT_SECONDS=600, EMAIL_BACKEND=KEPT_LETTERS)
    with quiet, refusals_expected(), database.clone("abuse"):
        mail.outbox = []
        bed = Bed(chance)
        bed.settle()
        yield bed


def attack(bed: Bed, part: Group, tally: Tally) -> Tally:
    """Attack a copy of the market by one part of a group."""
    with database.clone(f"copy_{os.getpid()}"), suppress(Enough):
        bed.renew()
        part(bed, tally)
    return tally


def abuse(run: Run) -> None:
    """Attack by every group, on every core there is."""
    asked = [(name, part) for name, parts in GROUPS.items() for part in parts]
    cores = os.cpu_count() or 1

    def attacked(some: Sequence[tuple[str, Group]]) -> list[Tally]:
        done = []
        for name, part in some:
            done.append(attack(bed, part, Tally(name)))
            _tell(run, part.__name__, done[-1])
        return done

    with bed_made(run.chance) as bed:
        parts = [asked[first::cores] for first in range(cores)]
        done = [tally for some in in_processes(attacked, parts) for tally in some]
    for name in GROUPS:
        of_group = [tally for tally in done if tally.name == name]
        run.measure(f"{name} tried", sum(tally.tried for tally in of_group))
        run.measure(f"{name} accepted", sum(len(tally.accepted) for tally in of_group))
        run.measure(f"{name} answers 5xx", sum(len(tally.fallen) for tally in of_group))
    run.measure("inputs tried", sum(tally.tried for tally in done))
    run.measure("accepted", sum(len(tally.accepted) for tally in done))
    run.measure("answers 5xx", sum(len(tally.fallen) for tally in done))


def _tell(run: Run, part: str, tally: Tally) -> None:
    run.say(f"  {tally.name}, {part}: {tally.tried} tried")
    for fault in (*tally.accepted[:TOLD_AT_MOST], *tally.fallen[:TOLD_AT_MOST]):
        run.say(f"    {fault}")


def broken_abuse(run: Run) -> None:
    """Put each saboteur into its place: its attack must get in."""
    with bed_made(run.chance) as bed:
        for name, (at_work, part) in SABOTEURS.items():
            with at_work():
                taken = attack(bed, part, Tally(name, first_is_enough=True)).accepted
            run.caught(name, noticed=bool(taken))


TRUST.add(
    "abuse",
    abuse,
    help="forged forms, caches, sign-in, redirects, planted fields, money and signs: none accepted",
    sabotage=broken_abuse,
)
