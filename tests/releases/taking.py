"""Taking the snapshot of a release: a fresh database, the cast's market, a folder with both."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.bench import database
from tests.releases import forward, frozen, market, rows
from tests.releases.release import Release, in_work, names, read


class NotNow(Exception):
    """No snapshot can be taken; the text says why and what to do."""


def take(name: str, say: Callable[[str], None]) -> None:
    """Write the folder of a release from an empty database. Raises: NotNow.

    An older folder of the same name is replaced, as long as the release is not tagged.
    """
    _require_in_order(name)
    say("Migrating a throw-away database …")
    database.prepare()
    say("Letting the cast trade …")
    market.build()
    release = Release(
        name=name,
        targets=sorted(MigrationLoader(connection).graph.leaf_nodes()),
        files=frozen.present(),
        field_key=settings.FIELD_KEYS[0],
    )
    counted = forward.counts()
    _require_whole(release, counted)
    with connection.cursor() as cursor:
        size = release.write(rows.take(cursor))
    say(
        f"{name}: {sum(counted.values())} rows of {len(counted)} tables in {size // 1024} KB, "
        f"{len(release.files)} files. Commit {release.folder.name}/, then tag."
    )


def _require_in_order(name: str) -> None:
    if name != in_work():
        raise NotNow(f"pyproject.toml names the version of {in_work()}, not of {name}.")
    wrong = [
        words
        for older in names()
        if older != name
        for words in frozen.complaints(older, read(older).files, frozen.present())
    ]
    if wrong:
        raise NotNow("\n".join(wrong))


def _require_whole(release: Release, counted: dict[str, int]) -> None:
    """A table without rows would be a migration without a test."""
    bare = {table for table, number in counted.items() if not number}
    wrong = [
        f"{table} has no rows: see tests/releases/market.py." for table in bare - set(market.EMPTY)
    ]
    wrong += [
        f"{table} is not empty after all: strike it out." for table in set(market.EMPTY) - bare
    ]
    wrong += forward.complaints(release, counted)
    if wrong:
        raise NotNow("\n".join(sorted(wrong)))
