"""The shape of one race and of how hard it presses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

Figures = Mapping[str, int]


@dataclass(frozen=True)
class Scale:
    """How hard to press: threads at once, attempts in all."""

    threads: int = 64
    attempts: int = 1000


@dataclass(frozen=True)
class Race:
    """One race and its saboteur: the same use-case without its lock and the database's guard."""

    name: str
    run: Callable[[Scale], Figures]
    saboteur: Callable[[], AbstractContextManager[None]]
    scale: Scale
