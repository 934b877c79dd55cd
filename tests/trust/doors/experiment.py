"""`manage.py trust doors`: everybody finds the way to every page that is theirs, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from unittest.mock import patch

from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from marketplace.notices import views as notices
from marketplace.orders import worklist
from marketplace.web import panels
from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import CouldNotRun, Run
from tests.trust.cast import refusals_expected
from tests.trust.doors import crawl, pages, table
from tests.trust.doors.crawl import Visitor, Walk, closed_doors, idle_tasks, walk
from tests.trust.doors.market import furnish

# Beside the people of the permission table: an application begun, two shops, two agencies.
MORE = ("beginner", "ratna", "oscar")
TOLD_AT_MOST = 40


@dataclass
class Found:
    """What the walks met: faults by kind, and the clicks to each room of each person."""

    walks: list[Walk] = field(default_factory=list)
    no_door: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def all_of(self, name: str) -> list[str]:
        """Return one kind of fault of all walks."""
        return [fault for done in self.walks for fault in getattr(done, name)]

    @property
    def clicks(self) -> list[int]:
        """The clicks to each room that is somebody's, for each person and way of walking."""
        return [
            done.clicks[room]
            for done in self.walks
            for room in table.rooms_of(done.person) & done.clicks.keys()
        ]

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong."""
        kinds = ("wrong", "dead_ends", "silent")
        met = [fault for kind in kinds for fault in self.all_of(kind)]
        return [*self.no_door, *met, *self.idle, *self.closed]


@refusals_expected()
@override_settings(COUNTS_KEPT_SECONDS=600)  # the number in the menu; the list of tasks counts
def look(market: Any, people: Sequence[str], *, scripts: Sequence[bool] = (False, True)) -> Found:
    """Let these people of a furnished market walk, with and without a script."""
    found = Found()
    for person in people:
        visitor = Visitor(getattr(market, person))
        for script in scripts:
            done = walk(person, visitor, script=script)
            found.walks.append(done)
            theirs = set[str]() if person in MORE else table.rooms_of(person)
            with_it = "with" if script else "without"
            found.no_door += [
                f"{person}, {with_it} script: no door to {room}"
                for room in sorted(theirs - done.clicks.keys())
            ]
        found.idle += idle_tasks(person, visitor)
        if person not in MORE:
            found.closed += closed_doors(person, visitor, table.refusals_of(person, market))
    return found


def found_by_nobody(found: Found) -> set[str]:
    """Return the rows that no one found: buttons, and pages that depend on the thing."""
    return table.somebodys() - {room for done in found.walks for room in done.clicks}


def doors(run: Run) -> None:
    """Walk as everybody, and count."""
    people = sorted(table.permissions.PEOPLE) + list(MORE)
    with database.clone("doors"):
        found = look(furnish(), people)
    for fault in (*found.faults, *sorted(found_by_nobody(found)))[:TOLD_AT_MOST]:
        run.say(f"  {fault}")
    run.measure("people", len(people))
    run.measure("pages opened", sum(done.pages for done in found.walks))
    run.measure("doors found", len(found.clicks))
    run.measure("clicks at most", max(found.clicks))
    run.measure("clicks in the middle", median(found.clicks))
    run.measure("rooms without a door", len(found.no_door))
    run.measure("rooms that nobody finds", len(found_by_nobody(found)))
    run.measure("dead ends", len(found.all_of("dead_ends")))
    run.measure("refusals without a way onward", len(found.closed))
    run.measure("states that say nothing", len(found.all_of("silent")))
    run.measure("tasks without their action", len(found.idle))
    run.measure("answers 4xx and 5xx met", len(found.all_of("wrong")))


@contextmanager
def _no_menu_row() -> Iterator[None]:
    """Take the rows of one room out of everybody's menu."""
    kept = [one for one in panels._providers["places"] if one.__module__ != "vendors.registry"]
    with patch.dict(panels._providers, {"places": kept}):
        yield


@contextmanager
def _row_too_many() -> Iterator[None]:
    """Show everybody a menu row to a page that is not theirs."""

    def nosy(_request: Any, _subject: object) -> list[panels.Place]:
        return [panels.Place("catalogue_queue", "Katalog", "tag")]

    rows = [*panels._providers["places"], nosy]
    with patch.dict(panels._providers, {"places": rows}):
        yield


@contextmanager
def _task_elsewhere() -> Iterator[None]:
    """Let the tasks of orders lead to the list of all orders."""

    def to_the_list(name: str, args: Sequence[Any] = ()) -> str:
        return reverse("orders") if name == "order_detail" else reverse(name, args=args)

    with patch.object(worklist, "reverse", to_the_list):
        yield


@contextmanager
def _blind_alley() -> Iterator[None]:
    """Show the papers on a page that leads nowhere."""
    with patch.object(notices, "render", lambda *_given, **_more: HttpResponse("<p>Berkas</p>")):
        yield


@contextmanager
def _mute_turn() -> Iterator[None]:
    """Let the pages of orders say nothing about whose turn it is."""

    def deaf(*given: Any, **options: Any) -> Any:
        reading = pages.read(*given, **options)
        reading.turn = ""
        return reading

    with patch.object(crawl, "read", deaf):
        yield


SABOTEURS: dict[str, Callable[[], Any]] = {
    "a menu without a room's row": _no_menu_row,
    "a menu row to a page of others": _row_too_many,
    "tasks that lead elsewhere": _task_elsewhere,
    "a page without a way onward": _blind_alley,
    "a state that says nothing": _mute_turn,
}


def glance(market: Any) -> list[str]:
    """Return the faults that a newcomer meets, and those of one officer's tasks."""
    found = look(market, ("nona",), scripts=(False,))
    return [*found.faults, *idle_tasks("eka", Visitor(market.eka))]


def broken_doors(run: Run) -> None:
    """Put each saboteur into its place: the walk must notice, and be content without it."""
    with database.clone("sabotage"):
        market = furnish()
        if glance(market):
            raise CouldNotRun("The walk finds faults before a saboteur is there: trust doors.")
        for name, at_work in SABOTEURS.items():
            with at_work():
                run.caught(name, noticed=bool(glance(market)))


TRUST.add(
    "doors",
    doors,
    help="a crawl per person from the list of tasks: every page that is theirs, and a way onward",
    sabotage=broken_doors,
)
