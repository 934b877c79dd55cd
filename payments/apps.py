"""Cards, the bank, the ledger and settlement."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Cards, the bank, the ledger and settlement."""

    name = "payments"
    label = "payments"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from payments import registry  # noqa: F401, PLC0415 - registers itself on import
