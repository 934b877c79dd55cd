"""Runs experiments and turns what they measured into an exit code.

0: every target met. 1: a target missed. 2: could not run. With ``--sabotage`` each experiment runs
its broken twins instead and must turn red: 1 means that the checks noticed each of them, 0 that
one slipped through and the checks prove nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.registry import Experiment
from tests.bench.report import Report, Result
from tests.bench.targets import Target, read_targets

MET, MISSED, COULD_NOT_RUN = 0, 1, 2
STAYS_GREEN = Target("==", 1, of_ratio=False)
Say = Callable[[str], None]


class CouldNotRun(Exception):
    """Something the run needs is not there; the message says what, and what to do."""


@dataclass(frozen=True)
class Options:
    """What the person asked for. ``kills``: how many processes a fault run ends."""

    seed: int = 1
    sabotage: bool = False
    kills: int = 100


class Run:
    """What an experiment is given: the options, a seeded source of chance, and the report."""

    def __init__(self, experiment: Experiment, options: Options, say: Say, report: Report) -> None:
        self.name = experiment.name
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


def run_all(
    command: str, experiments: Sequence[Experiment], options: Options, say: Say
) -> list[Report]:
    """Run experiments one after another; return their reports. Raises: CouldNotRun."""
    return [run_one(command, experiment, options, say) for experiment in experiments]


def run_one(command: str, experiment: Experiment, options: Options, say: Say) -> Report:
    """Run one experiment. Raises: CouldNotRun."""
    name = f"{command} {experiment.name}"
    if options.sabotage and experiment.sabotage is None:
        raise CouldNotRun(f"{name} has no saboteur.")
    targets = {} if options.sabotage else read_targets(command, experiment.name)
    if options.sabotage:
        name += " --sabotage"
    report = Report(name, options.seed, targets, sabotage=options.sabotage)
    say(f"{name}: {experiment.help}")
    work = experiment.sabotage if options.sabotage and experiment.sabotage else experiment.work
    run = Run(experiment, options, say, report)
    work(run)
    report.measure("seconds", round(time.monotonic() - run.measured_from, 1), "s")
    if options.sabotage:
        say(f"saboteurs caught: {len(report.judged) - len(report.slipped)}/{len(report.judged)}")
    return report


def exit_code(reports: Sequence[Report]) -> int:
    """Return 0 when every target of every report is met, else 1; a slipped saboteur is a 0."""
    if any(report.sabotage and report.slipped for report in reports):
        return MET
    return MET if all(report.met for report in reports) else MISSED
