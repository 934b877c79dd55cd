"""Everything `manage.py trust` knows: importing this module registers every experiment."""

from tests.trust import burst, calendar, crashpoints, kill, slow
from tests.trust.files import experiment as files
from tests.trust.inputs import experiment as inputs
from tests.trust.races import experiment as races

__all__ = ["burst", "calendar", "crashpoints", "files", "inputs", "kill", "races", "slow"]

SUMMARY = "races and faults on throw-away services (targets: tests/bench/targets.toml)."
