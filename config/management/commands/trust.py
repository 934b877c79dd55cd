"""`manage.py trust [name]`: what the house promises, attacked until it holds or breaks."""

from config.bench.command import ExperimentCommand
from config.bench.registry import TRUST
from config.trust import experiments


class Command(ExperimentCommand):
    """Runs the races and fault runs of config/trust on throw-away services."""

    help = "Attack the promises: " + experiments.SUMMARY
    registry = TRUST
