"""Inbox, e-mail and conversation."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Inbox, e-mail and conversation."""

    name = "marketplace.notices"
    label = "notices"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from marketplace.notices import registry  # noqa: F401, PLC0415 - registers itself on import
