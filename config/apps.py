"""The wiring package as a Django app, so that it can own management commands."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class WiringConfig(AppConfig):
    """Holds the commands that touch every room: demo, bench, trust."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """Make our Celery app the current one, so that a page rings the right bell."""
        from config import celery, checks  # noqa: F401, PLC0415 - need the settings and the models


class OperatorAdminConfig(AdminConfig):
    """Django's admin with a site of our own."""

    default_site = "config.admin.OperatorSite"
