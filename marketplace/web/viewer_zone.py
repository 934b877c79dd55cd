"""In which zone a viewer reads moments that belong to no agency: that of their own place.

The rooms that know people and their places register a finder at ``ready()``. It is asked once per
request, and only by a page that shows such a moment. Where nobody reads a page (quiet hours, the
mail of a day) the zone is that of the person (``zone_of``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.http import HttpRequest

from marketplace.core.calendar import HOME_ZONE

Finder = Callable[[HttpRequest], str]
Knower = Callable[[Any], str]
_finders: list[Finder] = []
_knowers: list[Knower] = []
_viewer: ContextVar[Callable[[], str] | None] = ContextVar("viewer_zone", default=None)


def found_by(function: Finder) -> Finder:
    """Register a finder: the zone of the place where the viewer works, or an empty text."""
    _finders.append(function)
    return function


def known_by(function: Knower) -> Knower:
    """Register who knows the zone of a person's place, or returns an empty text."""
    _knowers.append(function)
    return function


def zone_of(person: Any) -> str:
    """Return the zone of a person's own place; the home zone for who has none."""
    return next(filter(None, (knower(person) for knower in _knowers)), HOME_ZONE)


def viewer_zone() -> str:
    """Return the zone of whoever reads the page; the home zone for anybody unknown."""
    find = _viewer.get()
    return find() if find else HOME_ZONE


@contextmanager
def reading(request: HttpRequest) -> Iterator[None]:
    """Let pages made inside the block be read in the zone of this request's viewer."""

    @cache
    def find() -> str:
        return next(filter(None, (finder(request) for finder in _finders)), HOME_ZONE)

    token = _viewer.set(find)
    try:
        yield
    finally:
        _viewer.reset(token)
