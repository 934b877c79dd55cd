"""Work in several processes of this program, each with database connections of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any, TypeVar

from django.db import connections

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_processes(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Return what work makes of each part, each made in a process forked here for it.

    What work changes in memory stays in its process. Raises: EOFError where one has failed.
    """
    connections.close_all()  # a connection that two processes hold answers neither
    context = get_context("fork")
    made = []
    for part in parts:
        ear, mouth = context.Pipe(duplex=False)
        process = context.Process(target=_speak, args=(mouth, work, part))
        process.start()
        mouth.close()
        made.append((process, ear))
    heard = [ear.recv() for _process, ear in made]
    for process, _ear in made:
        process.join()
    return heard


def _speak(mouth: Any, work: Callable[[Any], Any], part: Any) -> None:
    mouth.send(work(part))
    connections.close_all()
