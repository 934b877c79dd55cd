"""Carrying out the acts of a plan, as fast as one process can."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection

from marketplace.core import clock, outbox
from marketplace.demo.load.deliveries import do_not_wait_for_the_disk
from marketplace.demo.load.pace import Pace
from marketplace.demo.plan.acts import Act, Verb

Say = Callable[[str], None]
Handlers = Mapping[Verb, Callable[[Act], object]]
STEPS_OF_PROGRESS = 8
COLLECT_AFTER = 100_000  # objects; the usual 700 costs a sixth of the load's time


@contextmanager
def quickly() -> Iterator[None]:
    """Let commits not wait for the disk, wake no worker and log only what goes wrong.

    What a power cut takes is loaded again; the last commit waits, and all before it with it.
    """
    do_not_wait_for_the_disk()
    quiet, often = logging.root.manager.disable, gc.get_threshold()
    logging.disable(logging.INFO)
    gc.set_threshold(COLLECT_AFTER)
    try:
        with outbox.silent():
            yield
    finally:
        logging.disable(quiet)
        gc.set_threshold(*often)
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")


def perform(
    acts: Sequence[Act],
    handlers: Handlers,
    pace: Pace,
    *,
    waits: Callable[[Verb], bool] = lambda _verb: True,
    say: Say = lambda _line: None,
) -> None:
    """Carry out those acts that have a handler, in order, each under the clock of its moment.

    ``waits``: which of them need all acts before them, those of the other side as well.
    Raises: Behind, and whatever an act raises.
    """
    milestone = max(1, len(acts) // STEPS_OF_PROGRESS)
    for place, act in enumerate(acts):
        if place % milestone == 0:
            say(f"  {act.at:%Y-%m}: {place} / {len(acts)}")
        if act.verb not in handlers:
            continue
        pace.reach(place)
        if waits(act.verb):
            pace.wait_for_other(place)
        with clock.moved_to(act.at):
            handlers[act.verb](act)
    pace.reach(len(acts))
