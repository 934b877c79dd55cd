"""A database of a release, brought forward to the present code, and what is wrong with it then."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import psycopg2  # type: ignore[import-untyped]
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from marketplace.core.invariants import examine
from tests.bench import database
from tests.releases import rows
from tests.releases.release import Release

Counts = dict[str, int]
# `migrate` makes the first equal to the state machines of the code; the second are failed sign-ins,
# which the next sign-in forgets when they are old.
DERIVED = {"core_transition", "axes_accessattempt"}
SWITCHED_OFF = """
    SELECT format('%s of %s is not validated', conname, conrelid::regclass)
    FROM pg_constraint WHERE NOT convalidated AND connamespace = 'public'::regnamespace
    UNION ALL SELECT format('%s of %s is switched off', tgname, tgrelid::regclass)
    FROM pg_trigger WHERE tgenabled <> 'O'
"""


def restore(release: Release) -> Counts:
    """Let an empty database be one of that release: its structure, then its rows, counted.

    The executor alone: the handlers that follow a `migrate` are those of the present code.
    """
    with database.as_owner():
        MigrationExecutor(connection).migrate(release.targets)
    session = psycopg2.connect(database.owner_address())
    try:
        rows.put_back(session, release.rows())
        with session.cursor() as cursor:
            return rows.counts(cursor)
    finally:
        session.close()


def counts() -> Counts:
    """Return the number of rows of each table of the database in use."""
    with connection.cursor() as cursor:
        return rows.counts(cursor)


def complaints(release: Release, before: Counts) -> list[str]:
    """Return what a database lost, broke or left behind on its way; ``before``: its rows then."""
    return [*_lost(release, before), *_broken(), *_unread(), *_switched_off()]


def _lost(release: Release, before: Counts) -> Iterator[str]:
    now, given_up = counts(), DERIVED | _given_up(release)
    for table in sorted(before.keys() - given_up):
        if now.get(table, 0) < before[table]:
            yield (
                f"{table} had {before[table]} rows in {release.name} and has {now.get(table, 0)}. "
                "Keep them, or name the table in TAKES_ROWS_OF of the migration that means it."
            )


def _given_up(release: Release) -> set[str]:
    """The tables that a migration since then says it takes rows from."""
    loader = MigrationLoader(connection)
    known = {key for target in release.targets for key in loader.graph.forwards_plan(target)}
    modules = [
        sys.modules[type(migration).__module__]
        for key, migration in loader.disk_migrations.items()
        if key not in known
    ]
    return {table for module in modules for table in getattr(module, "TAKES_ROWS_OF", ())}


def _broken() -> Iterator[str]:
    for invariant, violations in examine():
        if violations:
            yield f"{invariant.code} ({invariant.text}) is broken by {violations} rows."


def _unread() -> Iterator[str]:
    """Models that cannot read every column of every row."""
    for model in apps.get_models():
        try:
            list(model._base_manager.all())
        except Exception as failure:
            yield f"{model._meta.label} cannot read its rows: {failure!r}"


def _switched_off() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(SWITCHED_OFF)
        for (words,) in cursor.fetchall():
            yield f"{words}."
