"""In which zone a viewer reads moments that belong to no agency: that of their own place.

The rooms that know people and their places register a finder at ``ready()``. It is asked once per
request, and only by a page that shows such a moment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.http import HttpRequest

from marketplace.core.calendar import HOME_ZONE

Finder = Callable[[HttpRequest], str]
_finders: list[Finder] = []
_viewer: ContextVar[Callable[[], str] | None] = ContextVar("viewer_zone", default=None)


def found_by(function: Finder) -> Finder:
    """Register a finder: the zone of the place where the viewer works, or an empty text."""
    _finders.append(function)
    return function


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
