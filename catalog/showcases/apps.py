"""How an etalase comes to be."""

from django.apps import AppConfig


class ShowcasesConfig(AppConfig):
    """How an etalase comes to be."""

    name = "catalog.showcases"
    label = "showcases"

    def ready(self) -> None:
        """Register this room's steps, locks, notices and doors."""
        from catalog.showcases import registry  # noqa: F401, PLC0415 - registers itself on import
