"""`manage.py trust [name]`: what the house promises, attacked until it holds or breaks."""

from config import trust
from config.bench.command import ExperimentCommand
from config.bench.registry import TRUST


class Command(ExperimentCommand):
    """Runs the races and fault runs of config/trust on throw-away services."""

    help = "Attack the promises: " + trust.SUMMARY
    registry = TRUST
