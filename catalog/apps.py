"""Etalase, products, prices, stock and search."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Etalase, products, prices, stock and search."""

    name = "catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from catalog import registry  # noqa: F401, PLC0415 - registers itself on import
