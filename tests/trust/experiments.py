"""Everything `manage.py trust` knows: importing this module registers every experiment."""

from tests.trust import calendar, crashpoints, kill
from tests.trust.races import experiment as races

__all__ = ["calendar", "crashpoints", "kill", "races"]

SUMMARY = "races and faults on throw-away services (targets: tests/bench/targets.toml)."
