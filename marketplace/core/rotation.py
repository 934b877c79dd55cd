"""New keys for what is stored: ciphertexts and indexes are written anew, and nothing else is.

Evidence is frozen by triggers, and its ciphertexts must change all the same. They change by the
owner of the tables alone: in each batch's transaction the owner lets the table's own triggers rest,
which the application's role cannot, and the lock of that step keeps every other writer out until
the triggers stand again. What is written is judged before: the same text under another key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import models
from psycopg2 import sql  # type: ignore[import-untyped]

from marketplace.core.blind_index import index_of
from marketplace.core.fields import BlindIndexField, EncryptedTextField, decrypt, encrypt

BATCH = 500


@dataclass(frozen=True)
class Column:
    """A column that depends on a key, and the encrypted one it is made of: itself or its twin."""

    table: str
    target: str
    source: str

    def renewed(self, source: str, target: str) -> str:
        """Return what should stand in the target; the same as before where it does."""
        raise NotImplementedError


class Ciphertext(Column):
    """An encrypted column: its text under the first of FIELD_KEYS."""

    def renewed(self, source: str, target: str) -> str:
        """Encrypt anew what another key encrypted. Raises: InvalidToken when no key fits."""
        if not target or _is_under_first_key(target):
            return target
        text = decrypt(target)
        token = encrypt(text)
        if decrypt(token) != text:
            raise ValueError(f"{self.table}.{self.target} does not read the same")
        return token


class Index(Column):
    """A blind index: the hash of the number beside it under the first of INDEX_KEYS."""

    def renewed(self, source: str, target: str) -> str:
        """Hash what stands beside it."""
        return index_of(self.source, decrypt(source)) if source else ""


@dataclass
class Figures:
    """What a run has done so far."""

    read: int = 0
    written: int = 0


def ciphertexts() -> list[Column]:
    """Return every encrypted column of every room."""
    return [
        Ciphertext(model._meta.db_table, field.name, field.name)
        for model, field in _fields()
        if isinstance(field, EncryptedTextField)
    ]


def indexes() -> list[Column]:
    """Return every blind index of every room."""
    return [
        Index(model._meta.db_table, field.name, field.of)
        for model, field in _fields()
        if isinstance(field, BlindIndexField)
    ]


def _fields() -> Iterator[tuple[type[models.Model], Any]]:
    for model in apps.get_models():
        if not model._meta.proxy:
            yield from ((model, field) for field in model._meta.local_concrete_fields)


def _is_under_first_key(token: str) -> bool:
    try:
        Fernet(settings.FIELD_KEYS[0].encode()).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def rotate(database: Any, column: Column, *, batch: int = BATCH) -> Iterator[Figures]:
    """Renew a column in batches, each its own transaction; yield the figures after each.

    database: a connection of the owner of the tables, not in autocommit. What was interrupted is
    begun again: a value that is right already is not written.
    """
    figures, last = Figures(), 0
    while True:
        with database, database.cursor() as cursor:
            rows = _read(cursor, column, last, batch)
            if not rows:
                return
            last = rows[-1][0]
            if _renewals(column, rows):
                _rest(cursor, column, "DISABLE")
                rows = _read(cursor, column, rows[0][0] - 1, len(rows))  # nobody writes any more
                figures.written += _write(cursor, column, rows)
                _rest(cursor, column, "ENABLE")
            figures.read += len(rows)
        yield figures


def _read(cursor: Any, column: Column, last: int, batch: int) -> list[tuple[int, str, str]]:
    words = "SELECT id, {source}, {target} FROM {table} WHERE id > %s ORDER BY id LIMIT %s"
    cursor.execute(_named(words, column), (last, batch))
    rows: list[tuple[int, str, str]] = cursor.fetchall()
    return rows


def _renewals(column: Column, rows: list[tuple[int, str, str]]) -> dict[int, str]:
    renewed = {key: (target, column.renewed(source, target)) for key, source, target in rows}
    return {key: new for key, (old, new) in renewed.items() if new != old}


def _rest(cursor: Any, column: Column, act: str) -> None:
    cursor.execute(_named(f"ALTER TABLE {{table}} {act} TRIGGER USER", column))


def _write(cursor: Any, column: Column, rows: list[tuple[int, str, str]]) -> int:
    renewals = _renewals(column, rows)
    for key, value in renewals.items():
        cursor.execute(
            _named("UPDATE {table} SET {target} = %s WHERE id = %s", column), (value, key)
        )
    return len(renewals)


def _named(words: str, column: Column) -> Any:
    return sql.SQL(words).format(
        table=sql.Identifier(column.table),
        source=sql.Identifier(column.source),
        target=sql.Identifier(column.target),
    )
