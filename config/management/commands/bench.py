"""`manage.py bench [name]`: how fast, against a bare floor measured in the same run."""

from tests.bench import experiments
from tests.bench.command import ExperimentCommand
from tests.bench.registry import BENCH


class Command(ExperimentCommand):
    """Runs the measurements of tests/bench on throw-away services."""

    help = "Measure: " + experiments.SUMMARY
    registry = BENCH
