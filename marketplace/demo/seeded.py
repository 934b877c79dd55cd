"""Chance without a die: the same words always fall the same way, on every machine."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def roll(*words: object) -> int:
    """A number from 0 to 2**32 - 1 that depends on `words` alone."""
    return zlib.crc32("|".join(str(word) for word in words).encode())


def pick(options: Sequence[T], *words: object) -> T:
    """One of `options`, chosen by `words`."""
    return options[roll(*words) % len(options)]


def between(low: int, high: int, *words: object) -> int:
    """A whole number from `low` to `high`, both possible."""
    return low + roll(*words) % (high - low + 1)


def shuffled(options: Sequence[T], *words: object) -> list[T]:
    """`options` in an order chosen by `words`."""
    keyed = [(roll(index, *words), index) for index in range(len(options))]
    return [options[index] for _, index in sorted(keyed)]
