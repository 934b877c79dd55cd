"""Runs experiments and turns what they measured into an exit code.

0: every target met. 1: a target missed. 2: could not run. With ``--sabotage`` each experiment runs
its broken twins instead and must turn red: 1 means that the checks noticed each of them, 0 that
one slipped through and the checks prove nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from tests.bench.registry import Experiment
from tests.bench.report import Report
from tests.bench.run import CouldNotRun, Options, Run, Say
from tests.bench.targets import read_targets

MET, MISSED, COULD_NOT_RUN = 0, 1, 2


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
    run = Run(experiment.name, options, say, report)
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
