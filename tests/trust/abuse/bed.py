"""The market that is attacked, browsers of its people, and what was tried there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from random import Random
from typing import Any

from django.db import connection
from django.test import Client

from tests.trust.cast import browser_of, factories

permissions: Any = import_module("tests.architecture.permissions")
staging: Any = import_module("tests.architecture.staging")
walkers: Any = import_module("tests.architecture.walkers")

EVIL = "jahat.test"  # an address that nothing of ours may lead to or print
REFUSED = frozenset({400, 401, 403, 404, 405, 409, 410, 411, 413, 415, 422, 429})
# What differs from one answer to the next though nothing was asked differently.
OF_ONE_ANSWER = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*')


class Enough(Exception):
    """One attack got in; who only asked whether any does need not go on."""


@dataclass
class Tally:
    """What one group tried, what of it was accepted, and what brought the site down."""

    name: str
    tried: int = 0
    accepted: list[str] = field(default_factory=list)
    first_is_enough: bool = False
    fallen: list[str] = field(default_factory=list)

    def note(self, what: str, answer: Any, *, accepted: bool) -> None:
        """Count one request with its answer."""
        if answer.status_code >= 500:
            self.fallen.append(f"{what}: {answer.status_code}")
        self.judge(f"{what}: {answer.status_code}", accepted=accepted)

    def judge(self, what: str, *, accepted: bool) -> None:
        """Count one input that is no request."""
        self.tried += 1
        if accepted:
            self.accepted.append(what)
        if accepted and self.first_is_enough:
            raise Enough

    def unchanged(self, before: dict[str, Any], what: str) -> None:
        """Take every table that has changed meanwhile for an attack that got in."""
        after = walkers.row_counts()
        after["axes_accesslog"] = before["axes_accesslog"]  # the browsers' own signing in
        self.accepted += [
            f"{what}: {table} changed" for table in before if before[table] != after[table]
        ]


class Bed:
    """A market with one of each thing that an address names, and its people's browsers."""

    def __init__(self, chance: Random) -> None:
        self.world = factories.make_world()
        self.stage, self.chance = staging.build_stage(self.world), chance
        self.renew()

    def renew(self) -> None:
        """Give everybody a new browser: an attack may have signed out those of the one before."""
        self.browser: Callable[..., Client] = cache(self._browser)

    def _browser(self, person: str, **options: Any) -> Client:
        who = None if person == walkers.VISITOR else getattr(self.stage, person)
        return browser_of(who, **options)

    def addresses(self) -> Iterator[tuple[str, str, str]]:
        """Yield every address of the site: its name, itself, and who gets furthest there."""
        for name in permissions.PERMISSIONS:
            yield name, permissions.address(name, self.stage), permissions.who_may(name)

    def settle(self) -> None:
        """Let each address be read once: papers are set and sealed by their first reader."""
        for _name, path, person in self.addresses():
            self.browser(person).get(path)


class Written:
    """The rows that this transaction has written, of every table that it has touched."""

    def __init__(self) -> None:
        self._mark = self._asked("SELECT pg_current_xact_id()::text::bigint")[0][0]

    def tables(self) -> list[str]:
        """Return the tables of ours in which something was written."""
        touched = self._asked(
            "SELECT relname FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY 1"
        )
        return [row[0] for row in touched]

    def rows(self, table: str, what: str, *more: Any, where: str = "true") -> list[Any]:
        """Return what is asked of the rows of one table."""
        asked = f'SELECT {what} FROM "{table}" t WHERE xmin::text::bigint >= %s AND {where}'  # noqa: S608
        return self._asked(asked, self._mark, *more)

    @staticmethod
    def _asked(sql: str, *given: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return list(cursor.fetchall())


Group = Callable[[Bed, Tally], None]


def plain(answer: Any) -> str:
    """Return a page without what is made anew for each answer."""
    return OF_ONE_ANSWER.sub("", answer.content.decode(errors="replace"))


def leaves_to(answer: Any) -> list[str]:
    """Return where an answer sends the browser by its head, by every way that there is."""
    names = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url", "Refresh")
    return [answer[name] for name in names if name in answer]
