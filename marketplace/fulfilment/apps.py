"""Delivery, receipt, handover and claims."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class FulfilmentConfig(AppConfig):
    """Delivery, receipt, handover and claims."""

    name = "marketplace.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work; load the check points."""
        from marketplace.fulfilment import registry  # noqa: F401, PLC0415 - registers itself on import

        post_migrate.connect(_load_points, sender=self)


def _load_points(using: str = "default", **_: object) -> None:
    from marketplace.fulfilment.models import CheckPoint  # noqa: PLC0415 - needs ready apps
    from marketplace.fulfilment.services.checklist import load_check_points  # noqa: PLC0415

    if CheckPoint._meta.db_table in connections[using].introspection.table_names():
        load_check_points()
