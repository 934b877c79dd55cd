"""`manage.py trust matrix`: every address × method × person × owner answers as one table says.

The addresses come from the site's own map, the answers from ``tests.architecture.permissions``.
Besides the cast there is a twin of each of them who holds the same role elsewhere: to a twin, what
belongs to the cast is nobody's. Nothing may change by any of it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from random import Random
from typing import Any, NamedTuple

from django.test import Client, override_settings

from marketplace.accounts.models import Role
from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import CouldNotRun, Run
from tests.trust.apart import in_processes
from tests.trust.cast import browser_of, everybody_may, factories, refusals_expected

permissions: Any = import_module("tests.architecture.permissions")
staging: Any = import_module("tests.architecture.staging")
walkers: Any = import_module("tests.architecture.walkers")

REFUSED = frozenset({403, 404, 405})
ANYTHING = frozenset(range(100, 500))
OTHER_METHODS = ("put", "patch", "delete", "options", "trace")
FEW = 3  # of the cast, by chance, ask for each address by the methods that no page has
COUNTED_ANEW_SECONDS = 600  # the number in the menu; every page would else count all tasks
# Things that belong to no market, so that the same role elsewhere keeps them too.
OF_EVERY_MARKET = frozenset({"synonym.pk"})  # the search has one set of words for the whole site
ROLES_OF_AGENCY = {
    "budi": Role.COMMITMENT_OFFICER,
    "eka": Role.ACTIVITY_OFFICER,
    "fajar": Role.CARD_HOLDER,
    "gita": Role.TREASURER,
    "hadi": Role.BUDGET_AUTHORITY,
    "sekar": Role.AGENCY_ADMIN,
}
ROLES_OF_TENANT = {
    "indra": Role.INTERNAL_AUDITOR,
    "joko": Role.VENDOR_VERIFIER,
    "kartika": Role.CATALOGUE_MANAGER,
}


def twins() -> dict[str, Any]:
    """Return people of another market: each holds the role of one of the cast, by that name."""
    agency = factories.make_agency()
    made = {
        name: factories.make_officer(name.title(), role, agency)
        for name, role in ROLES_OF_AGENCY.items()
    }
    made |= {
        name: factories.make_tenant_officer(name.title(), role, agency.tenant)
        for name, role in ROLES_OF_TENANT.items()
    }
    owner = factories.make_user("Citra Kedua")
    factories.make_vendor(owner, approved_by=made["joko"], region=factories.make_region())
    return {**made, "citra": owner}


class Fault(NamedTuple):
    """An answer unlike the table's: what was asked, by whom, what came and what was expected."""

    method: str
    name: str
    person: str
    got: int
    expected: tuple[int, ...]


class Matrix:
    """Who asks for what, and what was answered wrongly."""

    def __init__(self, stage: Any, people: Mapping[str, Any], chance: Random) -> None:
        self.stage, self.chance, self.tried = stage, chance, 0
        self.faults, self.changed = list[Fault](), list[str]()
        self.cast = {name: browser_of(person) for name, person in people.items()}
        self.cast[walkers.VISITOR] = browser_of(None)
        self.twins = {name: browser_of(person) for name, person in twins().items()}
        # Browsers that send no token with their forms.
        self.bare = {
            name: browser_of(person, enforce_csrf_checks=True) for name, person in people.items()
        }

    def walk(self, names: list[str]) -> None:
        """Let everybody ask for these addresses by every method, on every core there is."""
        asked = [(name, self.chance.sample(sorted(self.cast), FEW)) for name in names]
        cores = os.cpu_count() or 1
        for tried, faults in in_processes(
            self._walked, [asked[one::cores] for one in range(cores)]
        ):
            self.tried += tried
            self.faults += faults

    def _walked(self, asked: list[tuple[str, list[str]]]) -> tuple[int, list[Fault]]:
        """Return how often a part was asked for in this process, and what was answered wrongly."""
        for name, few in asked:
            row, path = permissions.PERMISSIONS[name], permissions.address(name, self.stage)
            for person, client in self.cast.items():
                visits = person == walkers.VISITOR
                wanted = frozenset({row.visitor}) if visits else row.answers(person)
                self._note("GET", name, person, client.get(path), wanted)
                if person in few:
                    self._note("HEAD", name, person, client.head(path), wanted | REFUSED)
                    self._others(path, name, person, client)
                if not visits and person not in row.allowed:
                    self._note("POST", name, person, client.post(path, {}), REFUSED)
            for person, client in self.twins.items():
                wanted = _of_twin(row, person)
                self._note("GET", name, f"{person}'s twin", client.get(path), wanted)
            if name not in walkers.CSRF_FREE:
                for person, client in self.bare.items():
                    answer = client.post(path, {})
                    self._note("POST without token", name, person, answer, REFUSED)
        return self.tried, self.faults

    def _others(self, path: str, name: str, person: str, client: Client) -> None:
        """Methods that no page has. A library's form may show itself anew; nothing is done."""
        for method in OTHER_METHODS:
            answer = getattr(client, method)(path)
            self._note(method.upper(), name, person, answer, ANYTHING)

    def _note(
        self, method: str, name: str, person: str, answer: Any, wanted: frozenset[int]
    ) -> None:
        self.tried += 1
        got = answer.status_code
        if got not in wanted or got >= 500:
            self.faults.append(Fault(method, name, person, got, tuple(sorted(wanted))))


def _of_twin(row: Any, person: str) -> frozenset[int]:
    """What somebody of the same role elsewhere may be answered.

    A page for everybody is for them; a page of one's own shows them their own, also where its
    address holds a word; a thing of the cast is not there for them.
    """
    of_the_cast = [
        arg for arg in row.args if not arg.startswith("=") and arg not in OF_EVERY_MARKET
    ]
    if row.allowed == permissions.PEOPLE or not of_the_cast:
        return frozenset(row.answers(person) | {302, row.refused})
    return frozenset({403, 404})


def furnish() -> Any:
    """Build the stage in the database in use."""
    return staging.build_stage(factories.make_world())


@override_settings(COUNTS_KEPT_SECONDS=COUNTED_ANEW_SECONDS)
def look(stage: Any, names: list[str], people: frozenset[str], chance: Random) -> Matrix:
    """Walk the addresses as these of the cast; nothing may change meanwhile."""
    with refusals_expected():
        cast = {name: getattr(stage, name) for name in sorted(people)}
        matrix = Matrix(stage, cast, chance)
        for name in names:  # papers are set and sealed by their first reader
            browser_of(stage.ani).get(permissions.address(name, stage))
        before = walkers.row_counts()
        matrix.walk(names)
        after = walkers.row_counts()
    matrix.changed = [table for table in before if before[table] != after[table]]
    return matrix


def told(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield a line for each address, method and pair of answers, with all whom it befell."""
    befell: dict[Any, list[str]] = defaultdict(list)
    for fault in faults:
        befell[fault.name, fault.method, fault.got, fault.expected].append(fault.person)
    for (name, method, got, expected), people in sorted(befell.items()):
        yield f"{method} {name}: {got}, not {_either(expected)}: {', '.join(people)}"


def _either(expected: tuple[int, ...]) -> str:
    return "below 500" if frozenset(expected) == ANYTHING else "/".join(map(str, expected))


def unlisted() -> list[str]:
    """Return addresses of the site that the table does not know."""
    known = {permissions.site_name(row) for row in permissions.PERMISSIONS}
    return [n for n in walkers.ALL_NAMES if not n.startswith("admin:") and n not in known]


def matrix(run: Run) -> None:
    """Walk all of it."""
    names = list(permissions.PERMISSIONS)
    missing = unlisted()
    with database.clone("matrix"):
        seen = look(furnish(), names, permissions.PEOPLE, run.chance)
    for line in (*told(seen.faults), *(f"changed: {table}" for table in seen.changed)):
        run.say(f"  {line}")
    run.measure("addresses", len(names))
    run.measure("requests", seen.tried)
    run.measure("addresses missing from the table", len(missing))
    run.measure("answers unlike the table", len(seen.faults))
    run.measure("tables changed", len(seen.changed))


@contextmanager
def _an_address_less() -> Iterator[None]:
    """Forget one row of the table."""
    kept = dict(permissions.PERMISSIONS)
    del permissions.PERMISSIONS["checkout"]
    try:
        yield
    finally:
        permissions.PERMISSIONS.clear()
        permissions.PERMISSIONS.update(kept)


SABOTEURS: dict[str, Callable[[], Any]] = {
    "policies that refuse nobody": everybody_may,
    "an address without a row": _an_address_less,
}
GLANCED = ("payment_page", "vendor_products", "orders", "order_detail")


def broken_matrix(run: Run) -> None:
    """Put each saboteur into its place: the walk must notice, and be content without it."""
    names = [n for n in permissions.PERMISSIONS if n in GLANCED or n.startswith("order_step")]
    with database.clone("sabotage"):
        stage = furnish()

        def glance() -> list[str]:
            three = frozenset({"ani", "citra", "dedi"})
            seen = look(stage, names, three, run.chance)
            return [*unlisted(), *told(seen.faults), *seen.changed]

        if found := glance():
            raise CouldNotRun(f"There are faults before a saboteur is there: {found[:3]}")
        for name, at_work in SABOTEURS.items():
            with at_work():
                run.caught(name, noticed=bool(glance()))


TRUST.add(
    "matrix",
    matrix,
    help="every address × method × role × owner against the table of permissions",
    sabotage=broken_matrix,
)
