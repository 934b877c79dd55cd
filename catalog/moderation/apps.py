"""What people report about goods, and words that a catalogue manager is warned of."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """What people report about goods, and words that a catalogue manager is warned of."""

    name = "catalog.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Register this room's steps, notices and doors."""
        from catalog.moderation import registry  # noqa: F401, PLC0415 - registers itself on import
