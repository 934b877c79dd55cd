"""Carrying out the acts of a plan, in step with the other half of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from marketplace.core import clock
from marketplace.demo.load.pace import Pace
from marketplace.demo.plan.acts import Act, Verb

Say = Callable[[str], None]
Handlers = Mapping[Verb, Callable[[Act], object]]
STEPS_OF_PROGRESS = 8


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
