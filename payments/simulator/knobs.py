"""Switches that make the bank behave badly, as real ones sometimes do."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields


@dataclass
class Knobs:
    """`*_rate` are chances from 0 to 1, `*_next` count down, `*_ms` are milliseconds.

    lose_answer: the effect is recorded, then the connection closes without an answer.
    fail: 500 before any effect. down: 503 for everything. pending: 202 first, settled later.
    repeat_callbacks: extra copies of each. reorder_callbacks: held a moment, then shuffled.
    ignore_idempotency_key: the chance that a repeated key is charged again.
    """

    decline_rate: float = 0.0
    decline_next: int = 0
    refuse_payout_rate: float = 0.0
    refuse_payout_next: int = 0
    pending_rate: float = 0.0
    pending_ms: int = 500
    delay_ms: int = 0
    lose_answer_rate: float = 0.0
    lose_answer_next: int = 0
    fail_rate: float = 0.0
    fail_next: int = 0
    repeat_callbacks: int = 0
    reorder_callbacks: bool = False
    drop_callbacks: float = 0.0
    ignore_idempotency_key: float = 0.0
    down: bool = False
    callback_url: str = ""
    seed: int = 0


class KnobBoard:
    """The knobs in force, and the one seeded source of chance behind them."""

    def __init__(self) -> None:
        self.values = Knobs()
        self.chance = random.Random(0)  # noqa: S311 - faults must be repeatable, not secret

    def update(self, wanted: Mapping[str, object]) -> dict[str, object]:
        """Change the named knobs all or none; {"reset": true} first returns to the defaults.

        Raises: ValueError for an unknown name, a wrong type or a rate outside 0..1.
        """
        changes = dict(wanted)
        current = asdict(Knobs() if changes.pop("reset", False) else self.values)
        types = {field.name: type(field.default) for field in fields(Knobs)}
        for name, value in changes.items():
            if name not in types:
                raise ValueError(f"unknown knob: {name}")
            current[name] = _checked(name, value, types[name])
        self.values = Knobs(**current)
        if "seed" in changes or "reset" in wanted:
            self.chance.seed(self.values.seed)
        return self.shown()

    def shown(self) -> dict[str, object]:
        """Return every knob by name."""
        return asdict(self.values)

    def draw(self, name: str) -> bool:
        """Say whether the misfortune `name` strikes now: first its countdown, then its chance."""
        countdown = f"{name}_next"
        left: int = getattr(self.values, countdown, 0)
        if left > 0:
            setattr(self.values, countdown, left - 1)
            return True
        rate: float = getattr(self.values, f"{name}_rate", 0.0)
        return self.strikes(rate)

    def strikes(self, rate: float) -> bool:
        """Draw once at this rate."""
        return rate > 0 and self.chance.random() < rate


def _checked(name: str, value: object, kind: type) -> object:
    if kind is str and isinstance(value, str):
        return value
    if kind is bool and isinstance(value, bool | int):
        return bool(value)
    if kind is int and isinstance(value, int) and value >= 0:
        return int(value)
    if kind is float and isinstance(value, bool | int | float) and 0 <= value <= 1:
        return float(value)
    raise ValueError(f"{name} must be a {kind.__name__} in its range")
