"""Licences and certificates of vendors."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Licences and certificates of vendors."""

    name = "vendors.licences"
    label = "licences"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from vendors.licences import registry  # noqa: F401, PLC0415 - registers itself on import
