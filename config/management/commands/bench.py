"""`manage.py bench [name]`: how fast, against a bare floor measured in the same run."""

from config.bench import experiments
from config.bench.command import ExperimentCommand
from config.bench.registry import BENCH


class Command(ExperimentCommand):
    """Runs the measurements of config/bench on throw-away services."""

    help = "Measure: " + experiments.SUMMARY
    registry = BENCH
