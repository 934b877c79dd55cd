"""Target lists, invitations to open a shop, and how far each shop has come."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    """Target lists, invitations to open a shop, and how far each shop has come."""

    name = "vendors.pipeline"
    label = "pipeline"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from vendors.pipeline import registry  # noqa: F401, PLC0415 - registers itself on import
