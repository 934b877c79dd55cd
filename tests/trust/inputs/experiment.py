"""`manage.py trust inputs`: whatever people type is read as it was meant, or refused and kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

from django.forms import BoundField

from marketplace.web import fields as web_fields
from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.trust.cast import factories, refusals_expected
from tests.trust.inputs.doors import Door, doors, knocks
from tests.trust.inputs.fields import case_for, typed_fields, wrong

PER_FIELD, PER_DOOR = 250, 60
SABOTAGED = 40
TOLD_AT_MOST = 8


def field_faults(chance: Random, per_field: int) -> Iterator[str]:
    """Type into every field; yield what is taken or refused wrongly."""
    for name, field in typed_fields():
        for _ in range(per_field):
            fault = wrong(field, case_for(field, chance))
            if fault:
                yield f"{name} {fault}"


def door_faults(chance: Random, entrances: Iterable[Door], per_door: int) -> Iterator[str]:
    """Post to every door of a small market; yield answers 5xx and text that is lost."""
    with refusals_expected():
        for door in entrances:
            yield from knocks(door, chance, per_door)


def inputs(run: Run) -> None:
    """Type into every field and post to every door."""
    known = typed_fields()
    accepted = list(field_faults(run.chance, PER_FIELD))
    with database.clone("inputs"):
        entrances = doors(factories.make_world())
        at_doors = list(door_faults(run.chance, entrances, PER_DOOR))
    for fault in (*accepted[:TOLD_AT_MOST], *at_doors[:TOLD_AT_MOST]):
        run.say(f"  {fault}")
    run.measure("fields found", len(known))
    run.measure("inputs tried", len(known) * PER_FIELD + len(entrances) * PER_DOOR)
    run.measure("read wrongly", len(accepted))
    run.measure("answers 5xx", sum(fault.startswith("5xx") for fault in at_doors))
    run.measure("text lost", sum(fault.startswith("lost") for fault in at_doors))


@contextmanager
def _generous_numbers() -> Iterator[None]:
    """Read numbers as before: every point and comma is deleted."""

    def careless(text: str) -> int | None:
        digits = re.sub(r"[\s.,]|rp", "", text.lower())
        return int(digits) if digits.isdigit() else None

    with patch.object(web_fields, "typed_number", careless):
        yield


@contextmanager
def _raw_text() -> Iterator[None]:
    """Store text as it came."""
    with patch.object(web_fields, "clean_line", str.strip):
        yield


@contextmanager
def _forgetful_pages() -> Iterator[None]:
    """Show a refused form without what was typed."""
    with patch.object(BoundField, "value", lambda field: field.initial):
        yield


def _fields_notice() -> bool:
    return any(True for _ in field_faults(Random(1), SABOTAGED))  # noqa: S311 - repeatable


def _doors_notice() -> bool:
    with database.clone("sabotage"):
        entrances = doors(factories.make_world())
        return any(True for _ in door_faults(Random(1), entrances, SABOTAGED))  # noqa: S311


SABOTEURS: dict[str, tuple[Callable[[], object], Callable[[], bool]]] = {
    "numbers read generously": (_generous_numbers, _fields_notice),
    "text stored as it came": (_raw_text, _fields_notice),
    "a page that forgets": (_forgetful_pages, _doors_notice),
}


def broken_inputs(run: Run) -> None:
    """Put each saboteur into its place: the checks must notice."""
    for name, (at_work, notice) in SABOTEURS.items():
        with at_work():  # type: ignore[attr-defined]
            run.caught(name, noticed=notice())


TRUST.add(
    "inputs",
    inputs,
    help="generated inputs for every field and door: read as meant, or refused and kept",
    sabotage=broken_inputs,
)
