"""Cart, comparison and checkout."""

from django.apps import AppConfig


class SourcingConfig(AppConfig):
    """Cart, comparison and checkout."""

    name = "marketplace.sourcing"
    label = "sourcing"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from marketplace.sourcing import registry  # noqa: F401, PLC0415 - registers itself on import
