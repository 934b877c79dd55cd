"""Legality ladder, facilitation, training and helpdesk."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class SupportConfig(AppConfig):
    """Legality ladder, facilitation, training and helpdesk."""

    name = "vendors.support"
    label = "support"

    def ready(self) -> None:
        """Register this room with the kernel; load the ladder after a migration."""
        from vendors.support import registry  # noqa: F401, PLC0415 - registers itself on import

        post_migrate.connect(_load_ladder, sender=self)


def _load_ladder(using: str = "default", **_: object) -> None:
    from vendors.support.models import LadderRule  # noqa: PLC0415 - needs ready apps
    from vendors.support.services import load_ladder  # noqa: PLC0415 - needs ready apps

    if LadderRule._meta.db_table in connections[using].introspection.table_names():
        load_ladder()
