"""Row locks, taken once per use-case and always in the same order, so that nobody deadlocks."""

import zlib
from collections.abc import Iterable
from typing import TypeVar

from django.db import connection, models
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=models.Model)


def _inside_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("A lock outside a transaction is released at once.")


def lock(model: type[M], ids: Iterable[int]) -> list[M]:
    """Lock rows by ascending primary key and return them fresh.

    Raises: DoesNotExist when one is missing; OperationalError after 3 s of waiting (a page
    answers it with "busy, try again").
    """
    _inside_transaction()
    wanted = sorted(set(ids))
    rows = list(
        model._default_manager.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    )
    if len(rows) != len(wanted):
        raise model.DoesNotExist(f"{model.__name__} {wanted}")  # type: ignore[attr-defined]
    return rows


def lock_one(model: type[M], pk: int) -> M:
    """Lock one row and return it fresh. Raises: DoesNotExist."""
    return lock(model, [pk])[0]


def lock_shared(model: type[M], pk: int) -> M:
    """Hold a row against change (FOR SHARE) without queueing behind other readers."""
    _inside_transaction()
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [pk])  # noqa: S608
    return model._default_manager.get(pk=pk)


def hold(model: type[models.Model], ids: Iterable[int]) -> None:
    """Hold rows against change (FOR SHARE) by ascending key; who only reads them does not wait."""
    _inside_transaction()
    table = connection.ops.quote_name(model._meta.db_table)
    words = f"SELECT 1 FROM {table} WHERE id = ANY(%s) ORDER BY id FOR SHARE"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(words, [sorted(set(ids))])


def key_of(name: str) -> int:
    """Return the number by which Postgres knows a named lock."""
    return zlib.crc32(name.encode())


def advisory_lock(name: str) -> None:
    """Wait for a named lock that is held until the transaction ends."""
    _inside_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(name)])


def try_advisory_lock(name: str) -> bool:
    """Take a named lock until the transaction ends, or return False at once."""
    _inside_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key_of(name)])
        row = cursor.fetchone()
    return bool(row and row[0])
