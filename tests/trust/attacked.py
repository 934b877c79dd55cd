"""A database to attack as either role, with the names of its rows, without touching Django."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2  # type: ignore[import-untyped]
from django.conf import settings

ROLES = ("app", "owner")
FINGERPRINT = """
    SELECT string_agg(format('SELECT %L AS tab, count(*) AS rows, md5(coalesce(string_agg(t::text,
        chr(10) ORDER BY t::text), '''')) AS hash FROM %I t', tablename, tablename), ' UNION ALL ')
    FROM pg_tables WHERE schemaname = 'public'
"""


class Scene:
    """The names of the rows to attack, and sessions on the copy in which they live."""

    def __init__(self, database_name: str, rows: dict[str, Any]) -> None:
        self.database, self.rows = database_name, rows
        self._watch = self.connect("owner")
        with self._watch, self._watch.cursor() as cursor:
            cursor.execute(FINGERPRINT)
            self._question = cursor.fetchone()[0]
        self.untouched = self.fingerprint()

    def connect(self, role: str) -> Any:
        """A new session as the application's or the owner's role."""
        url = {"app": settings.DATABASE_URL, "owner": settings.DATABASE_OWNER_URL}[role]
        return psycopg2.connect(urlunsplit(urlsplit(url)._replace(path=f"/{self.database}")))

    @contextmanager
    def session(self, role: str) -> Iterator[Any]:
        """A cursor in a transaction that is rolled back."""
        session = self.connect(role)
        try:
            with session.cursor() as cursor:
                yield cursor
        finally:
            session.rollback()
            session.close()

    def attack(self, role: str, sql: str) -> str | None:
        """Run statements and COMMIT; return the SQLSTATE of the refusal, or None if it got in."""
        session = self.connect(role)
        try:
            with session.cursor() as cursor:
                cursor.execute(sql.format(**self.rows))
                cursor.execute("COMMIT")
        except psycopg2.Error as refused:
            return str(refused.pgcode)
        finally:
            session.close()
        return None

    def fingerprint(self) -> list[tuple[str, int, str]]:
        """Every table with its number of rows and a hash of their content."""
        with self._watch, self._watch.cursor() as cursor:
            cursor.execute(self._question)
            return sorted(cursor.fetchall())

    def close(self) -> None:
        self._watch.close()
