"""Sanctions of vendors."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    """Sanctions of vendors."""

    name = "vendors.sanctions"
    label = "sanctions"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from vendors.sanctions import registry  # noqa: F401, PLC0415 - registers itself on import
