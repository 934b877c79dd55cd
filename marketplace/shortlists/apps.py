"""What buyers put side by side and keep: comparisons, saved lists, saved searches."""

from django.apps import AppConfig


class ShortlistsConfig(AppConfig):
    """What buyers put side by side and keep: comparisons, saved lists, saved searches."""

    name = "marketplace.shortlists"
    label = "shortlists"

    def ready(self) -> None:
        """Register this room's notices, panels, doors and recurring work."""
        from marketplace.shortlists import registry  # noqa: F401, PLC0415 - registers itself on import
