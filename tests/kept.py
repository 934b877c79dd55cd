"""What many tests begin with, built once per worker and committed in a database of its own.

A test works there in a transaction that is rolled back, on its own copy of what was built.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Generic, TypeVar

from django.db import connections

from tests.bench import database

Built = TypeVar("Built")


class Kept(Generic[Built]):
    """A copy of the database in use, with what ``build`` made in it; dropped by ``drop``."""

    def __init__(self, suffix: str, build: Callable[[], Built]) -> None:
        self._copy = database.copy(suffix)
        name = self._copy.__enter__()
        with database.used(name):
            # In a context of its own: a test may have moved the clock or chosen a language.
            self._built = pickle.dumps(Context().run(build))
        self._session = connections.create_connection("default")
        self._session.settings_dict = {**self._session.settings_dict, "NAME": name}

    def fresh(self) -> Built:
        """A copy of what was built, which nobody else has changed."""
        return pickle.loads(self._built)  # noqa: S301 - written above

    @contextmanager
    def used(self) -> Iterator[None]:
        """Work on this database; its session stays open from test to test, as the other one."""
        other = connections["default"]
        connections["default"] = self._session
        try:
            yield
        finally:
            connections["default"] = other

    def drop(self) -> None:
        """Drop the database."""
        self._session.close()
        self._copy.__exit__(None, None, None)
