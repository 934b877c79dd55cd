"""Appointments in agencies."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Appointments, leave and ends of roles, kept by each agency itself."""

    name = "marketplace.appointments"
    label = "appointments"

    def ready(self) -> None:
        """Register this room's subscribers, panels and files."""
        from marketplace.appointments import (  # noqa: PLC0415 - registers itself on import
            registry,  # noqa: F401
        )
