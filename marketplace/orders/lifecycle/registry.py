"""The steps every room has registered, and what follows from them: arrows, turns, states ahead."""

from collections.abc import Mapping
from types import MappingProxyType

from marketplace.orders.lifecycle.shapes import Step
from marketplace.orders.lifecycle.states import STATES, OrderStatus

_steps: dict[str, Step] = {}
_arrows: dict[str, frozenset[str]] = {status.value: frozenset() for status in OrderStatus}
# Grows with each registered step; the database's copy is written after all rooms are ready.
ORDER_TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(_arrows)


def register(*rows: Step) -> None:
    """Add steps at ``ready()``. Raises: ValueError for a key, address or main step given twice."""
    for row in rows:
        _require_new(row)
        _steps[row.key] = row
        for source in row.sources if row.target else ():
            _arrows[source] |= {str(row.target)}


def _require_new(row: Step) -> None:
    if row.key in _steps or (row.address and step_at(row.address) is not None):
        raise ValueError(f"the step {row.key} is there already")
    named = row.sources | {row.target} if row.target else row.sources
    if unknown := named - set(_arrows):
        raise ValueError(f"{row.key}: {sorted(unknown)} are no states")
    if any(STATES[OrderStatus(source)].is_terminal for source in row.sources) and row.target:
        raise ValueError(f"{row.key} leaves a terminal state")
    for source in row.sources if row.is_main else ():
        if any(main_step(source, channel) for channel in row.channels):
            raise ValueError(f"{source} has two main steps")


def steps() -> tuple[Step, ...]:
    """Return every step, in the order of registration."""
    return tuple(_steps.values())


def step_named(key: str) -> Step | None:
    """Return the step with this key."""
    return _steps.get(key)


def step_at(address: str) -> Step | None:
    """Return the step with this word in its address."""
    return next((row for row in _steps.values() if address and row.address == address), None)


def steps_from(status: str, channel: str) -> list[Step]:
    """Return the steps that begin in a state."""
    return [row for row in _steps.values() if row.leaves(status, channel)]


def step_between(old: str, new: str) -> Step | None:
    """Return the step that led from one state to another."""
    found = (row for row in _steps.values() if old in row.sources and row.target == new)
    return next(found, None)


def main_step(status: str, channel: str) -> Step | None:
    """Return what an order in this state waits for; a state has one such step at most."""
    return next((row for row in steps_from(status, channel) if row.is_main), None)


def can_become(status: str, new: str) -> bool:
    """Return whether an order in ``status`` may become ``new``.

    Raises: KeyError for a word that is no status, which is a bug and not a refusal.
    """
    if new not in _arrows:
        raise KeyError(new)
    return new in _arrows[status]


def whose_turn(status: str, channel: str) -> tuple[str, ...]:
    """Return the roles that can move an order on; none for a terminal one.

    Raises: ValueError for a word that is no status.
    """
    step = None if STATES[OrderStatus(status)].is_terminal else main_step(status, channel)
    return step.roles if step else ()


def states_ahead(status: str, channel: str) -> list[str]:
    """Return the states still to come when all goes well, the next one first."""
    ahead: list[str] = []
    step = main_step(status, channel) if whose_turn(status, channel) else None
    while step and step.target and step.target not in ahead:
        ahead.append(step.target)
        step = main_step(step.target, channel)
    return [state for state in ahead if not STATES[OrderStatus(state)].is_silent]
