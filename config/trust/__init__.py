"""Races and faults. Importing this package registers every experiment of `manage.py trust`."""

from config.trust import kill, races

__all__ = ["kill", "races"]

SUMMARY = "races and faults on throw-away services (targets: tests/bench/targets.toml)."
