"""Two processes carry out one list of acts: each knows how far the other one is.

Each act has its place in the list. Whoever reaches an act has carried out all its own acts before
it; who needs what the other one does waits until the other one has come as far. Two that wait for
each other would each have to be ahead of the other, so nobody waits for ever.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

from marketplace.core.patience import wait_until

_PLACE = struct.Struct("=q")
_LOOK_SECONDS = 0.003
_PATIENCE_SECONDS = 120.0  # for one act of the other side


class Side(IntEnum):
    """Who carries out an act."""

    OFFICES = 0
    SHOPS = 1


class Behind(Exception):
    """The other process has ended, or does not come forward."""


def prepare(path: Path) -> None:
    """Let both begin at the first act."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(_PLACE.size * len(Side)))


class Pace:
    """The two places, in memory that both processes share."""

    def __init__(self, path: Path, side: Side, other_ended: Callable[[], bool]) -> None:
        self._side, self._other_ended = side, other_ended
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _PLACE.size * len(Side))

    def reach(self, place: int) -> None:
        """Say that all our acts before this place are done."""
        _PLACE.pack_into(self._memory, self._side * _PLACE.size, place)

    def wait_for_other(self, place: int) -> None:
        """Wait until the other side has done all its acts before this place. Raises: Behind."""
        if self._other_is_at(place):
            return
        wait_until(
            lambda: self._other_is_at(place) or self._other_ended(),
            seconds=_PATIENCE_SECONDS,
            every=_LOOK_SECONDS,
        )
        if not self._other_is_at(place):
            raise Behind(f"The other half of the load stands still before act {place}.")

    def _other_is_at(self, place: int) -> bool:
        at: int = _PLACE.unpack_from(self._memory, (1 - self._side) * _PLACE.size)[0]
        return at >= place
