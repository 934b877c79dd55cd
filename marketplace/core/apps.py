"""The kernel app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Everything that knows nothing of goods, vendors, money's meaning, papers or pages."""

    name = "marketplace.core"
    label = "core"

    def ready(self) -> None:
        """Keep the database's copy of the state tables equal to the code's after a migration."""
        from marketplace.core import registry, transitions  # noqa: F401, PLC0415 - need the models

        post_migrate.connect(transitions.sync, sender=self)
