"""One committed scene per module, to be attacked as either role."""

from collections.abc import Iterator

import pytest

from tests.bench import database
from tests.trust.attacked import Scene
from tests.trust.scene import scene_on_a_copy


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    with django_db_blocker.unblock(), scene_on_a_copy() as built:
        yield built


@pytest.fixture
def own_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A copy of the empty, migrated database in which rows commit."""
    with django_db_blocker.unblock(), database.clone("race") as name:
        yield name
