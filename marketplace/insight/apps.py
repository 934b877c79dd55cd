"""Read-only views over the whole market."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Read-only views over the whole market."""

    name = "marketplace.insight"
    label = "insight"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from marketplace.insight import registry  # noqa: F401, PLC0415 - registers itself on import
