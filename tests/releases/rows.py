"""The rows of a whole database as text that psql would read, too: taken out, and put back.

All is done as the owner of the tables, who is no superuser: the house's triggers can be switched
off (what they judge happened long ago), references cannot, and so each row's are checked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

from psycopg2 import sql  # type: ignore[import-untyped]

# Written by `migrate` itself.
LEFT_OUT = ("django_migrations",)
TABLES = """
    SELECT t.relname,
        (SELECT array_agg(quote_ident(attname) ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''),
        (SELECT array_agg(quote_ident(attname) ORDER BY attnum) FROM pg_attribute
            JOIN pg_index ON indrelid = attrelid AND attnum = ANY (indkey)
            WHERE attrelid = t.oid AND indisprimary)
    FROM pg_class t
    WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND t.relname <> ALL (%s)
    ORDER BY t.relname
"""
# A reference that is checked at once wants its target to be there first; the others wait.
CHECKED_AT_ONCE = """
    SELECT t.relname, target.relname FROM pg_constraint
    JOIN pg_class t ON t.oid = conrelid JOIN pg_class target ON target.oid = confrelid
    WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid
    AND t.relnamespace = 'public'::regnamespace
"""
SEQUENCES = """
    SELECT quote_ident(sequencename), last_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> ALL (%s)
    ORDER BY sequencename
"""
END = "\\.\n"


def take(cursor: Any) -> str:
    """Return all rows, tables in an order in which they can be entered, each by its key."""
    cursor.execute(TABLES, [list(LEFT_OUT)])
    tables = {name: (columns, key) for name, columns, key in cursor.fetchall()}
    text = io.StringIO()
    for name in _in_order(cursor, list(tables)):
        columns, key = (", ".join(names) for names in tables[name])
        text.write(f"COPY {name} ({columns}) FROM stdin;\n")
        query = f"SELECT {columns} FROM {name} ORDER BY {key}"  # noqa: S608 - our own names
        cursor.copy_expert(f"COPY ({query}) TO STDOUT", text)
        text.write(END)
    cursor.execute(SEQUENCES, [[f"{name}_id_seq" for name in LEFT_OUT]])
    for sequence, last in cursor.fetchall():
        text.write(f"SELECT setval('{sequence}', {last});\n")
    return text.getvalue()


def _in_order(cursor: Any, tables: list[str]) -> Iterator[str]:
    cursor.execute(CHECKED_AT_ONCE)
    wanted: dict[str, list[str]] = {name: [] for name in tables}
    for name, target in cursor.fetchall():
        wanted[name].append(target)
    return iter(TopologicalSorter(wanted).static_order())


def put_back(session: Any, text: str) -> None:
    """Replace all rows of the tables, in one transaction. Raises: psycopg2.Error and keeps them.

    Constraints and references judge every row; the triggers stand again when it returns.
    """
    with session, session.cursor() as cursor:
        cursor.execute(TABLES, [list(LEFT_OUT)])
        tables = [sql.Identifier(row[0]) for row in cursor.fetchall()]
        _switch(cursor, tables, "DISABLE")
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables)))
        for command, lines in statements(text):
            if command.startswith("COPY "):
                cursor.copy_expert(command, io.StringIO(lines))
            else:
                cursor.execute(command)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _switch(cursor, tables, "ENABLE")


def _switch(cursor: Any, tables: list[sql.Identifier], word: str) -> None:
    for table in tables:
        cursor.execute(sql.SQL(f"ALTER TABLE {{}} {word} TRIGGER USER").format(table))


def statements(text: str) -> Iterator[tuple[str, str]]:
    """Return each command with the lines that it reads, as ``take`` wrote them."""
    lines = io.StringIO(text)  # unlike splitlines, it ends a line at nothing but its end
    for line in lines:
        read = list(iter(lambda: next(lines), END)) if line.startswith("COPY ") else []
        yield line.rstrip(";\n"), "".join(read)


def counts(cursor: Any) -> dict[str, int]:
    """Return the number of rows by table."""
    cursor.execute(TABLES, [list(LEFT_OUT)])
    found = {}
    for name, _columns, _key in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        found[name] = int(cursor.fetchone()[0])
    return found
