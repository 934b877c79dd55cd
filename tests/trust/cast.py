"""The cast of the tests and the shortcuts into their stories: every row comes from a use-case."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db import models

factories: Any = import_module("tests.factories")
stories: Any = import_module("tests.stories")
money_steps: Any = import_module("tests.payments.money_steps")
order_stories: Any = import_module("tests.orders.stories")


def unlocked(
    model: type[models.Model], keys: Sequence[int], _mode: object
) -> Sequence[models.Model]:
    """Read rows as ``locks.read_locked`` does, without holding them: a saboteur."""
    return list(model._default_manager.filter(pk__in=keys).order_by("pk"))


@contextmanager
def swapped(owner: object, name: str, replacement: object) -> Iterator[None]:
    """Put a saboteur in the place of a function until the block ends."""
    original = getattr(owner, name)
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        setattr(owner, name, original)
