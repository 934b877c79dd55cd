"""Procurement plan packages and what is reserved of them."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Procurement plan packages and what is reserved of them."""

    name = "marketplace.budget"
    label = "budget"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from marketplace.budget import registry  # noqa: F401, PLC0415 - registers itself on import
