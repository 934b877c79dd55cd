"""Everything `manage.py trust` knows: importing this module registers every experiment."""

from tests.trust import burst, calendar, crashpoints, kill, slow
from tests.trust.abuse import experiment as abuse
from tests.trust.doors import experiment as doors
from tests.trust.files import experiment as files
from tests.trust.inputs import experiment as inputs
from tests.trust.matrix import experiment as matrix
from tests.trust.papers import experiment as papers
from tests.trust.races import experiment as races
from tests.trust.raw import experiment as raw

__all__ = [
    "abuse",
    "burst",
    "calendar",
    "crashpoints",
    "doors",
    "files",
    "inputs",
    "kill",
    "matrix",
    "papers",
    "races",
    "raw",
    "slow",
]

SUMMARY = "races and faults on throw-away services (targets: tests/bench/targets.toml)."
