"""What many tests begin with, built once per worker and committed in a database of its own.

A test works there in a transaction that is rolled back, on its own copy of what was built: of the
objects, and of the files beside them.
"""

import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from tests.bench import database

Builder = Callable[[], SimpleNamespace]
# By the fixture that asks for it; where a test asks for several, the last one holds them all.
BUILDERS: dict[str, Builder] = {}


def builds(fixture: str) -> Callable[[Builder], Builder]:
    """Register what builds the beginning that a fixture stands for."""

    def register(build: Builder) -> Builder:
        BUILDERS[fixture] = build
        return build

    return register


class Kept:
    """A copy of the database in use, with what ``build`` made in it; dropped by ``drop``."""

    def __init__(self, suffix: str, build: Builder, folder: Path) -> None:
        self._copy = database.copy(suffix)
        name = self._copy.__enter__()
        with database.used(name):
            # In a context of its own: a test may have moved the clock or chosen a language.
            self._built = pickle.dumps(Context().run(build))
        self._folder = folder
        shutil.copytree(settings.VAR_DIR, folder, dirs_exist_ok=True)
        cache.clear()
        self._session = connections.create_connection("default")
        self._session.settings_dict = {**self._session.settings_dict, "NAME": name}

    @contextmanager
    def used(self) -> Iterator[SimpleNamespace]:
        """Work on this database; its session stays open from test to test, as the other one."""
        other = connections["default"]
        connections["default"] = self._session
        shutil.copytree(self._folder, settings.VAR_DIR, dirs_exist_ok=True)
        try:
            yield pickle.loads(self._built)  # noqa: S301 - written above
        finally:
            connections["default"] = other

    def drop(self) -> None:
        """Drop the database."""
        self._session.close()
        self._copy.__exit__(None, None, None)
