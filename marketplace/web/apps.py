"""What every page and answer shares: frame, badges, middleware, error pages, template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web interface's common parts; it knows no room above it."""

    name = "marketplace.web"
    label = "web"

    def ready(self) -> None:
        """Register the work and the guards of these pages."""
        from marketplace.web import registry  # noqa: F401, PLC0415 - needs the models
