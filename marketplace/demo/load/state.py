"""Where a demo load stands in this database, and emptying the database for a fresh one.

The marks are two lines of the audit trail: they commit with the first and the last row of the
load, so that a load killed in between is recognised by anybody.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2  # type: ignore[import-untyped]
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import QuerySet

from marketplace.accounts.models import Tenant, User
from marketplace.core import audit, locks
from marketplace.core.blind_index import indexes_of
from marketplace.core.models import AuditEvent
from marketplace.demo.load.bank import record_file, record_in_use
from marketplace.demo.vendors import HELPERS, SERVED_NUMBERS

LOADING, LOADED = "demo.loading", "demo.loaded"
LOCK = "demo-load"


class DemoError(Exception):
    """The demo cannot be loaded here; the text says why and what to do."""


class Load(StrEnum):
    """What a database holds."""

    BARE = "bare"  # not migrated yet
    EMPTY = "empty"
    FOREIGN = "foreign"
    INTERRUPTED = "interrupted"
    COMPLETE = "complete"


def of_database() -> Load:
    """Return what the database holds; an operator alone does not make it somebody's."""
    if AuditEvent._meta.db_table not in connection.introspection.table_names():
        return Load.BARE
    marks = set(
        AuditEvent.objects.filter(action__in=[LOADING, LOADED]).values_list("action", flat=True)
    )
    if LOADED in marks:
        return Load.COMPLETE
    if LOADING in marks:
        return Load.INTERRUPTED
    strangers = User.objects.filter(is_superuser=False)
    return Load.FOREIGN if Tenant.objects.exists() or strangers.exists() else Load.EMPTY


def mark(action: str, operator: User) -> None:
    """Write a mark in the caller's transaction."""
    audit.record(action, actor=None, subject=operator)


@contextmanager
def only_one() -> Iterator[None]:
    """Keep a second load out for as long as this connection lives.

    Raises: DemoError when another one is at work.
    """
    key = locks.key_of(LOCK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise DemoError("The demo is being loaded by another command right now.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def strangers() -> QuerySet[User]:
    """Return the people who are not of the demo, operators apart."""
    logins = [helper.login for helpers in HELPERS.values() for helper in helpers]
    known = [*logins, *SERVED_NUMBERS]
    numbers = [index for number in known for index in indexes_of(User.PHONE, number)]
    people = User.objects.filter(is_superuser=False).exclude(phone_index__in=numbers)
    return people.exclude(email__endswith="@demo.test")


def require_resettable(*, own: bool = False) -> None:
    """Refuse to empty a database that may hold more than the demo. Raises: DemoError.

    own: the database belongs to this checkout and to nobody else.
    """
    if settings.PRODUCTION and not settings.DEMO:
        raise DemoError("A production database without DEMO=1 is never emptied.")
    if record_in_use():
        raise DemoError("The bank simulator is running. Stop it first, then reset the demo.")
    if own or of_database() == Load.BARE:
        return
    if of_database() == Load.FOREIGN or strangers().exists():
        raise DemoError("This database holds people who are not of the demo; it is not emptied.")


def empty() -> None:
    """Drop everything and migrate anew, as the owner. Call ``require_resettable`` first."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    owner = urlsplit(settings.DATABASE_OWNER_URL)
    database = psycopg2.connect(urlunsplit(owner._replace(path=f"/{name}")))
    database.autocommit = True
    try:
        with database.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    finally:
        database.close()
    with _as_owner():
        call_command("migrate", interactive=False, verbosity=0)
    call_command("grant_app_role", verbosity=0)
    _forget_files()


@contextmanager
def _as_owner() -> Iterator[None]:
    """Let the connection be the owner's: the application's role may not change the structure."""
    owner = urlsplit(settings.DATABASE_OWNER_URL)
    used = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.settings_dict.update(
        USER=unquote(owner.username or ""), PASSWORD=unquote(owner.password or "")
    )
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.update(used)


def _forget_files() -> None:
    """Remove what only the dropped rows knew: papers, pictures, and the simulated bank's books."""
    for storage in ("default", "public"):
        backend = storages[storage]
        if isinstance(backend, FileSystemStorage):
            shutil.rmtree(backend.location, ignore_errors=True)
    record_file().unlink(missing_ok=True)
