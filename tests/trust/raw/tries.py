"""Rewriting and removing, row by row, as the application's role; every try is rolled back."""

# ruff: noqa: S608 - every statement here is meant to be forged

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg2  # type: ignore[import-untyped]

from tests.trust.raw.catalogue import Column
from tests.trust.raw.free import FREE, Free

MOST_ROWS = 40  # of one table; enough for every state of its rows in the market
OTHERS = {
    "boolean": ("NOT {c}",),
    "jsonb": ("'{{\"forged\": 1}}'::jsonb",),
    "uuid": ("gen_random_uuid()",),
    "date": ("{c} + 1", "{c} - 1"),
    "timestamp with time zone": ("{c} + interval '1 day'", "now()"),
    "character varying": ("left('9' || {c}, length({c}))", "reverse({c})", "''"),
    "text": ("'9' || {c}", "''"),
}
NUMBERS = ("{c} + 1", "{c} - 1", "0")
Key = tuple[str, str]


class Try(NamedTuple):
    """One change of one row of a column (``*``: the row removed), to a value."""

    key: Key
    row: str
    value: str

    @property
    def statement(self) -> str:
        """Return the SQL; what changes nothing is no attack."""
        table, column = self.key
        if column == "*":
            return f"DELETE FROM {table} WHERE ctid = '{self.row}'"
        return (
            f"UPDATE {table} SET {column} = {self.value} WHERE ctid = '{self.row}'"
            f" AND {column} IS DISTINCT FROM {self.value}"
        )


@dataclass
class Outcome:
    """What came of it: how many tries, what got in, what had no row to attack."""

    tried: int = 0
    holes: list[str] = field(default_factory=list)
    without_rows: list[str] = field(default_factory=list)
    freed: set[Key] = field(default_factory=set)

    @property
    def needless(self) -> list[str]:
        """Return the exceptions that nothing asked for."""
        empty = set(self.without_rows)
        unused = (".".join(key) for key in FREE.keys() - self.freed)
        return sorted(name for name in unused if name not in empty)

    @property
    def not_attacked(self) -> list[str]:
        """Return guarded columns that no row was there to attack."""
        return sorted(set(self.without_rows) - {".".join(key) for key in FREE})


def attack(session: Any, columns: Iterable[Column]) -> Outcome:
    """Try to rewrite each money and evidence column, and to remove each row that holds one."""
    outcome = Outcome()
    with session.cursor() as cursor:
        for one in _tries(cursor, [column for column in columns if column.kind], outcome):
            outcome.tried += 1
            if not _gets_in(cursor, one.statement):
                continue
            if _is_free(cursor, one):
                outcome.freed.add(one.key)
            else:
                outcome.holes.append(one.statement)
    session.rollback()
    return outcome


def _tries(cursor: Any, targets: list[Column], outcome: Outcome) -> Iterator[Try]:
    for column in targets:
        written = f"{column.name} IS NOT NULL AND {column.name}::text NOT IN ('', '{{}}')"
        rows = _rows(cursor, column.table, written)
        if not rows and column.update:  # without the right there is nothing to try
            outcome.without_rows.append(f"{column.table}.{column.name}")
        for value in OTHERS.get(column.type, NUMBERS):
            for row in rows:
                yield Try((column.table, column.name), row, value.format(c=column.name))
    for table in sorted({column.table for column in targets}):
        yield from (Try((table, "*"), row, "") for row in _rows(cursor, table, "true"))


def _rows(cursor: Any, table: str, where: str) -> list[str]:
    cursor.execute(f"SELECT ctid::text FROM {table} WHERE {where} ORDER BY ctid LIMIT {MOST_ROWS}")
    return [row for (row,) in cursor.fetchall()]


def _gets_in(cursor: Any, statement: str) -> bool:
    """Say whether a statement would be accepted at COMMIT; it is undone."""
    cursor.execute("SAVEPOINT attack")
    try:
        cursor.execute(statement)
        changed = bool(cursor.rowcount)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg2.Error:
        changed = False
    cursor.execute("ROLLBACK TO SAVEPOINT attack")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return changed


def _is_free(cursor: Any, one: Try) -> bool:
    free: Free | None = FREE.get(one.key)
    if free is None or (free.values and one.value not in free.values):
        return False
    cursor.execute(f"SELECT 1 FROM {one.key[0]} t WHERE ctid = '{one.row}' AND ({free.rows})")
    return cursor.fetchone() is not None
