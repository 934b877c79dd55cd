"""Sealed offers of several shops for one specification (mini-kompetisi)."""

from django.apps import AppConfig


class CompetitionConfig(AppConfig):
    """Sealed offers of several shops for one specification, opened by two officers."""

    name = "marketplace.competition"
    label = "competition"

    def ready(self) -> None:
        """Register this room's notices, panels, doors and clock."""
        from marketplace.competition import registry  # noqa: F401, PLC0415 - registers itself on import
