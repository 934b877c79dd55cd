"""Purchase orders and their states."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Purchase orders and their states."""

    name = "marketplace.orders"
    label = "orders"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from marketplace.orders import registry  # noqa: F401, PLC0415 - registers itself on import
