"""A connection of the owner of the tables, for commands that the application's role may not run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2  # type: ignore[import-untyped]
from django.conf import settings
from django.db import connection


@contextmanager
def owner_connection() -> Iterator[Any]:
    """Connect as the owner to the database in use; the caller commits."""
    parts = urlsplit(settings.DATABASE_OWNER_URL)
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    database = psycopg2.connect(url)
    try:
        yield database
    finally:
        database.close()
