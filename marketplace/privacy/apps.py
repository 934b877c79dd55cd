"""Requests of data subjects."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    """Requests of data subjects: export and erasure."""

    name = "marketplace.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Register this room; after a migration the database knows which columns may be emptied."""
        from marketplace.privacy import (  # noqa: PLC0415 - register themselves on import
            erasing,
            registry,  # noqa: F401
        )

        post_migrate.connect(erasing.sync, sender=self)
