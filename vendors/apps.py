"""Registration, legality and review of vendors."""

from django.apps import AppConfig


class VendorsConfig(AppConfig):
    """Registration, legality and review of vendors."""

    name = "vendors"
    label = "vendors"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from vendors import registry  # noqa: F401, PLC0415 - registers itself on import
