"""Numbered papers: issued with frozen data, typeset when first read, checkable by anybody."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room of issued papers; which papers there are is the business of the rooms above."""

    name = "marketplace.documents"
    label = "documents"

    def ready(self) -> None:
        """Register what this room brings."""
        from marketplace.documents import registry  # noqa: F401, PLC0415 - registers on import
