"""`manage.py trust [name]`: what the house promises, attacked until it holds or breaks."""

from tests.bench.command import ExperimentCommand
from tests.bench.registry import TRUST
from tests.trust import experiments


class Command(ExperimentCommand):
    """Runs the races and fault runs of tests/trust on throw-away services."""

    help = "Attack the promises: " + experiments.SUMMARY
    registry = TRUST
