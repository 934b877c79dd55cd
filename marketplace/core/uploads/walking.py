"""Walk through everything that a PDF's root leads to, within bounds of number, size and time."""

import time
from collections.abc import Iterator
from typing import Any, Final

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from marketplace.core.sizes import MEGABYTE

MAX_THINGS: Final = 200_000
MAX_BYTES: Final = 256 * MEGABYTE  # of all streams of a paper, unpacked one after another
ONE_STREAM_BYTES: Final = 64 * MEGABYTE
MAX_SECONDS: Final = 15.0


class Endless(ValueError):
    """A paper holds more than any real one does."""


class Budget:
    """What may still be looked at, unpacked and waited for."""

    def __init__(self) -> None:
        self._things, self._bytes = MAX_THINGS, MAX_BYTES
        self._until = time.monotonic() + MAX_SECONDS

    @property
    def bytes_left(self) -> int:
        """How large the next stream may be when it is unpacked."""
        return min(self._bytes, ONE_STREAM_BYTES)

    def spend(self, size: int = 0) -> None:
        """Count one thing and its size in bytes. Raises: Endless."""
        self._things -= 1
        self._bytes -= size
        if self._things < 0 or self._bytes < 0 or time.monotonic() > self._until:
            raise Endless


def reachable(root: DictionaryObject, budget: Budget) -> Iterator[DictionaryObject]:
    """Yield every dictionary and stream below the root once. Raises: Endless."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [root]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            name = (thing.idnum, thing.generation)
            if name in seen:
                continue
            seen.add(name)
            thing = thing.get_object()
        budget.spend()
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting.extend(thing.raw_get(key) for key in thing)
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))
