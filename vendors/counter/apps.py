"""Counter mode: desks, sessions, confirmation by code or signature, the report of the day."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Counter mode: desks, sessions, confirmation by code or signature, the report of the day."""

    name = "vendors.counter"
    label = "counter"

    def ready(self) -> None:
        """Register this room with the kernel."""
        from vendors.counter import registry  # noqa: F401, PLC0415 - registers itself on import
