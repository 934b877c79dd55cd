"""A database of each release, brought forward to the present code; copies of it to spoil."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import override_settings

from tests.bench import database
from tests.releases import forward
from tests.releases.release import Release, names, read


@dataclass
class Forwarded:
    """A release whose database is in use, and how many rows each table had before it moved."""

    release: Release
    before: forward.Counts

    def complaints(self) -> list[str]:
        return forward.complaints(self.release, self.before)


@pytest.fixture(scope="module", params=names())
def forwarded(request, django_db_setup, django_db_blocker) -> Iterator[Forwarded]:
    release = read(request.param)
    with (
        django_db_blocker.unblock(),
        override_settings(FIELD_KEYS=[release.field_key]),
        database.empty("forward"),
    ):
        before = forward.restore(release)
        database.prepare()
        yield Forwarded(release, before)


@pytest.fixture
def copy(forwarded) -> Iterator[Forwarded]:
    """The same in a copy that a test may spoil."""
    with database.clone("copy"):
        yield forwarded
