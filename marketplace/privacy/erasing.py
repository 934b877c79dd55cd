"""What the database lets an erasure do: empty listed columns of listed rows, and write it down."""

from collections.abc import Iterable

from django.apps import AppConfig
from django.db import connection, connections

from marketplace.core import privacy
from marketplace.privacy.models import DataRequest, Erasable


def sync(sender: AppConfig | None = None, using: str = "default", **_: object) -> None:
    """Make the database's list equal to the register; run by every migration, as the owner."""
    if Erasable._meta.db_table not in connections[using].introspection.table_names():
        return  # migrating backwards to nothing
    wanted = {
        (table, column, word or "", word is None)
        for (table, column), word in privacy.erasable().items()
    }
    rows = Erasable.objects.using(using)
    have = {
        (row.table_name, row.column_name, row.becomes, row.is_null): row.pk for row in rows.all()
    }
    rows.filter(pk__in=[pk for key, pk in have.items() if key not in wanted]).delete()
    rows.bulk_create(
        Erasable(table_name=table, column_name=column, becomes=word, is_null=is_null)
        for table, column, word, is_null in sorted(wanted - have.keys())
    )


def erase(request: DataRequest, table: str, columns: Iterable[str], keys: Iterable[int]) -> int:
    """Empty columns of rows for a request that this transaction carries out; return how many rows.

    The table's triggers rest meanwhile and nobody else writes to it until the commit (ADR 13).
    Raises: DatabaseError for a column that is not listed, or without such a request.
    """
    named, rows = sorted(columns), sorted(keys)
    if not named or not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_erase(%s, %s, %s::text[], %s::bigint[])",
            [request.pk, table, named, rows],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
