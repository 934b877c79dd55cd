"""Delivery, receipt, handover and claims."""

from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    """Delivery, receipt, handover and claims."""

    name = "marketplace.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from marketplace.fulfilment import registry  # noqa: F401, PLC0415 - registers itself on import
