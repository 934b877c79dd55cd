"""Everything `manage.py trust` knows: importing this module registers every experiment."""

from config.trust import kill, races

__all__ = ["kill", "races"]

SUMMARY = "races and faults on throw-away services (targets: tests/bench/targets.toml)."
