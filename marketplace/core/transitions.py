"""State machines: one table in code, copied into the database whose triggers enforce it."""

from collections.abc import Mapping

from django.apps.config import AppConfig
from django.db import connections

from marketplace.core.models import Transition

_machines: dict[str, Mapping[str, frozenset[str]]] = {}


def register(machine: str, table: Mapping[str, frozenset[str]]) -> None:
    """Name a state machine at ``ready()``; its rows reach the database after ``migrate``."""
    _machines[machine] = table


def machines() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return every registered machine."""
    return _machines


def sync(sender: AppConfig | None = None, using: str = "default", **_: object) -> None:
    """Make the database's rows equal to the registered tables."""
    if Transition._meta.db_table not in connections[using].introspection.table_names():
        return  # migrating backwards to nothing
    rows = Transition.objects.using(using)
    wanted = {
        (machine, old, new)
        for machine, table in _machines.items()
        for old, targets in table.items()
        for new in targets
    }
    have = {(row.machine, row.from_status, row.to_status): row.pk for row in rows.all()}
    rows.filter(pk__in=[pk for key, pk in have.items() if key not in wanted]).delete()
    rows.bulk_create(
        Transition(machine=machine, from_status=old, to_status=new)
        for machine, old, new in sorted(wanted - have.keys())
    )
