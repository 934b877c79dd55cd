"""Keys of a shop's own programs."""

from django.apps import AppConfig


class ChannelKeysConfig(AppConfig):
    """Keys of a shop's own programs."""

    name = "catalog.channel_keys"
    label = "channel_keys"

    def ready(self) -> None:
        """Register this room's guards and locks."""
        from catalog.channel_keys import registry  # noqa: F401, PLC0415 - registers itself on import
