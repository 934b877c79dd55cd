"""The owner's connection: for what the application's role must not be able to do itself."""

from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings


def run_as_owner(database: str, *statements: str) -> None:
    """Run statements in a database as its owner, in one transaction."""
    parts = urlsplit(settings.DATABASE_OWNER_URL)
    session = psycopg2.connect(urlunsplit(parts._replace(path=f"/{database}")))
    try:
        with session, session.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        session.close()
