"""Goods of one shop by sheet, in and out."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Goods of one shop by sheet, in and out."""

    name = "catalog.importing"
    label = "importing"

    def ready(self) -> None:
        """Register this room's guards, locks and recurring work."""
        from catalog.importing import registry  # noqa: F401, PLC0415 - registers itself on import
