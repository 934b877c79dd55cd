"""Numbers in the frame that are dear to count: kept for a moment, anew after one's own deed.

A moment is ``COUNTS_KEPT_SECONDS``: how late a number may hear of what others did.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

COUNTED: Final = (
    "tasks",
    "orders",
    "questions",
    "freight",
    "negotiations",
    "competitions",
    "cart",
    "compared",
)


def kept(request: HttpRequest, name: str, count: Callable[[], int]) -> int:
    """Return a number of ``COUNTED`` for this sign-in, counted at most a moment ago."""
    key = _key(request, name)
    known: int | None = cache.get(key) if key else None
    if known is None:
        known = count()
        if key:
            cache.set(key, known, settings.COUNTS_KEPT_SECONDS)
    return known


def forget(request: HttpRequest) -> None:
    """Count anew on the next page: the person has just done something."""
    keys = [key for name in COUNTED if (key := _key(request, name))]
    if keys:
        cache.delete_many(keys)


def _key(request: HttpRequest, name: str) -> str:
    """Name a number of one sign-in; a program's request has none."""
    session_key = getattr(getattr(request, "session", None), "session_key", None)
    return f"count-{name}:{sha256(session_key.encode()).hexdigest()}" if session_key else ""
