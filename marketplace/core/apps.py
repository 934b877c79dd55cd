"""The kernel app."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Everything that knows nothing of goods, vendors, money's meaning, papers or pages."""

    name = "marketplace.core"
    label = "core"

    def ready(self) -> None:
        """After a migration: the states of the code, national rules and holidays are there."""
        from marketplace.core import registry, transitions  # noqa: F401, PLC0415 - need the models

        post_migrate.connect(transitions.sync, sender=self)
        post_migrate.connect(_load_rules, sender=self)


def _load_rules(using: str = "default", **_: object) -> None:
    from marketplace.core import holidays, rule_entry  # noqa: PLC0415 - need the models
    from marketplace.core.models import (  # noqa: PLC0415 - needs ready apps
        AuditEvent,
        PublicHoliday,
        Rule,
    )

    tables = set(connections[using].introspection.table_names())
    if {Rule._meta.db_table, AuditEvent._meta.db_table} <= tables:  # else migrated to nothing
        rule_entry.load_national_rules()
    if {PublicHoliday._meta.db_table, AuditEvent._meta.db_table} <= tables:
        holidays.load_decreed_holidays()
