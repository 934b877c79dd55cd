"""Offers between an office and one shop, back and forth, before it orders (tawar-menawar)."""

from django.apps import AppConfig


class NegotiationConfig(AppConfig):
    """Offers back and forth between an office and one shop, before the office orders."""

    name = "marketplace.negotiation"
    label = "negotiation"

    def ready(self) -> None:
        """Register this room's notices, panels, doors and clock."""
        from marketplace.negotiation import registry  # noqa: F401, PLC0415 - registers itself on import
