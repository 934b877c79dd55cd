"""Etalase, products, prices, stock and search."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    """Etalase, products, prices, stock and search."""

    name = "catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register this room with the kernel; load what comes along after a migration."""
        from catalog import registry  # noqa: F401, PLC0415 - registers itself on import

        post_migrate.connect(_load_templates, sender=self)
        post_migrate.connect(_load_synonyms, sender=self)


def _load_templates(using: str = "default", **_: object) -> None:
    from catalog.category_models import AttributeSpec  # noqa: PLC0415 - needs ready apps
    from catalog.services.templates import load_templates  # noqa: PLC0415 - needs ready apps

    if AttributeSpec._meta.db_table in connections[using].introspection.table_names():
        load_templates()


def _load_synonyms(using: str = "default", **_: object) -> None:
    from catalog.services.synonyms import load_synonyms  # noqa: PLC0415 - needs ready apps
    from catalog.synonym_models import SearchSynonym  # noqa: PLC0415 - needs ready apps

    if SearchSynonym._meta.db_table in connections[using].introspection.table_names():
        load_synonyms()
