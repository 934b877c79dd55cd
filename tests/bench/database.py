"""The run's own database: migrated once as its owner, cloned for whatever spoils it.

A clone is made instead of emptying tables, because the ledger and the audit trail refuse that. The
work itself connects as the application's role, with exactly the rights of production.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2  # type: ignore[import-untyped]
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg2 import sql

from config.local import fresh


def name_in_use() -> str:
    """Return the name of the database that this process works on."""
    return str(connection.settings_dict["NAME"])


@contextmanager
def as_owner() -> Iterator[None]:
    """Let Django's connection be the owner's, who may change the structure."""
    app = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    owner = urlsplit(settings.DATABASE_OWNER_URL)
    connection.close()
    connection.settings_dict.update(USER=owner.username or "", PASSWORD=owner.password or "")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(app)


def prepare() -> None:
    """Migrate as the owner, then give the application's role its rights."""
    with as_owner():
        fresh.migrate()
        call_command("grant_app_role", verbosity=0)


def run_as_owner(*statements: str | sql.Composed, database: str = "") -> None:
    """Run statements one by one as the owner, each committed by itself."""
    session = psycopg2.connect(owner_address(database))
    session.autocommit = True
    try:
        with session.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        session.close()


@contextmanager
def clone(suffix: str) -> Iterator[str]:
    """Work on a copy of the database in use; it is dropped afterwards. Yields its name."""
    with copy(suffix) as made, used(made):
        yield made


@contextmanager
def empty(suffix: str) -> Iterator[str]:
    """Work on a database without tables; it is dropped afterwards. Yields its name."""
    with _beside(suffix, template="template1") as made, used(made):
        yield made


def copy(suffix: str) -> AbstractContextManager[str]:
    """Make a copy of the database in use, in which nobody works yet; dropped afterwards."""
    return _beside(suffix, template=name_in_use())


@contextmanager
def _beside(suffix: str, *, template: str) -> Iterator[str]:
    made = f"{name_in_use()}_{suffix}"
    names = {"made": sql.Identifier(made), "template": sql.Identifier(template)}
    # Not FORCE: that also wants the right to end an autovacuum worker, which only a superuser has.
    drop = sql.SQL("DROP DATABASE IF EXISTS {made}").format(**names)
    create = sql.SQL("CREATE DATABASE {made} TEMPLATE {template} STRATEGY FILE_COPY")
    connections.close_all()
    run_as_owner(drop, create.format(**names), database="postgres")
    try:
        yield made
    finally:
        run_as_owner(drop, database="postgres")


@contextmanager
def used(name: str) -> Iterator[None]:
    """Work on another database for a while."""
    original = name_in_use()
    _use(name)
    try:
        yield
    finally:
        _use(original)


def _use(name: str) -> None:
    """Point this thread, and through the settings every later one, at a database."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def address(name: str = "") -> str:
    """Return DATABASE_URL for a child process that should work on the database in use."""
    return _in_database(settings.DATABASE_URL, name)


def owner_address(name: str = "") -> str:
    """Return the address at which the owner of the database in use signs in."""
    return _in_database(settings.DATABASE_OWNER_URL, name)


def _in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name or name_in_use()}"))
