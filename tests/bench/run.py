"""What an experiment is given while it runs: its options, a source of chance, and the report."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.report import Report, Result
from tests.bench.targets import Target

STAYS_GREEN = Target("==", 1, of_ratio=False)
Say = Callable[[str], None]


class CouldNotRun(Exception):
    """Something the run needs is not there; the message says what, and what to do."""


@dataclass(frozen=True)
class Options:
    """What the person asked for.

    kills: how many processes a fault run ends. dates: for how many moments a year is planned.
    visitors: how many come at one moment, in each of so many rounds. products: goods of a market.
    goods, pairs: files of listings and of what searches for them should find.
    """

    seed: int = 1
    sabotage: bool = False
    kills: int = 100
    dates: int = 300
    visitors: int = 500
    rounds: int = 10
    products: int = 100_000
    goods: Path | None = None
    pairs: Path | None = None


class Run:
    """What an experiment is given: the options, a seeded source of chance, and the report."""

    def __init__(self, name: str, options: Options, say: Say, report: Report) -> None:
        self.name = name
        self.options = options
        self.chance = random.Random(options.seed)  # noqa: S311 - repeatable, not secret
        self.say = say
        self.report = report
        self.measured_from = time.monotonic()

    @property
    def seed(self) -> int:
        """The seed of this run."""
        return self.options.seed

    def measure(
        self, metric: str, value: float, unit: str = "", *, floor: float | None = None
    ) -> Result:
        """Report a figure, with the floor it is compared to where there is one."""
        result = self.report.measure(metric, value, unit, floor=floor)
        self.say(f"  {result}")
        return result

    def caught(self, saboteur: str, *, noticed: bool) -> Result:
        """Report whether the checks noticed a saboteur; noticed means red: the target is missed."""
        metric = f"promise holds in spite of {saboteur}"
        result = self.report.measure(metric, int(not noticed), target=STAYS_GREEN)
        self.say(f"  saboteur {saboteur}: {'caught' if noticed else 'SLIPPED THROUGH'}")
        return result
