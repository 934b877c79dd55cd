"""Give the application's database role what it needs, and nothing by which history could change.

Run by the owner after every migration. Safe to repeat. Nothing happens when both are one role, as
on a small installation; then only the triggers hold.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from psycopg2 import extensions, sql  # type: ignore[import-untyped]

from config.owner_database import owner_connection

# Written by definer triggers only: a history row without its step cannot be invented.
WRITTEN_BY_TRIGGERS = (
    "orders_statuschange",
    "sanctions_sanctionstep",
    "showcases_proposalstep",
    "vendors_vendorstatuschange",
    "support_casestatuschange",
    "support_ticketstatuschange",
    "counter_sessionstatuschange",
    "privacy_erasedrows",
)
# Triggers keep the balance of an account, and mark the parts of a payment that is taken back.
KEPT_BY_TRIGGERS = ("payments_ledgeraccount", "payments_memberpaymentitem")
# What the triggers judge by, filled by migrations, and what definer triggers keep for readers.
READ_ONLY = (
    *("core_transition", "django_migrations", "privacy_erasable"),
    *("catalog_offer", "catalog_closedshop", "catalog_knownword", "catalog_offerrules"),
)
# A dated rule is ended and replaced, never rewritten.
ONLY_THESE_COLUMNS = {
    "core_auditevent": ("position", "previous_hash", "hash"),
    "core_rule": ("valid_to",),
    "documents_issueddocument": ("file_id",),
    "core_publicholiday": ("withdrawn_at", "withdrawn_by_id"),
    "support_ladderrule": ("valid_until",),
    "orders_approvalrule": ("valid_to",),
}
DELETE_BIT, UPDATE_BIT = 8, 16
GUARDED = """
    SELECT c.relname, bit_or(t.tgtype) FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE p.proname = 'core_append_only' AND c.relnamespace = 'public'::regnamespace
    GROUP BY c.relname
"""


def role_of(url: str) -> str:
    """Return the user name in a database address."""
    return unquote(urlsplit(url).username or "")


class Command(BaseCommand):
    """``manage.py grant_app_role``."""

    help = "Grant the application's database role its rights; the owner runs it after migrate."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Grant, then withhold, in one transaction."""
        app, owner = role_of(settings.DATABASE_URL), role_of(settings.DATABASE_OWNER_URL)
        if app == owner:
            self.stdout.write("one role for both: nothing to grant")
            return
        with owner_connection() as database, database, database.cursor() as cursor:
            grant(cursor, app)
        self.stdout.write(f"granted to {app}")


def grant(cursor: extensions.cursor, app: str) -> None:
    """Start from all rows of all tables and take away what would rewrite history."""
    role = sql.Identifier(app)
    for words in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ):
        cursor.execute(sql.SQL(words).format(role=role))
    for table, rights in withheld(cursor).items():
        words = "REVOKE " + ", ".join(sorted(rights)) + " ON {table} FROM {role}"
        cursor.execute(sql.SQL(words).format(table=sql.Identifier(table), role=role))
    for table, columns in ONLY_THESE_COLUMNS.items():
        cursor.execute(
            sql.SQL("GRANT UPDATE ({columns}) ON {table} TO {role}").format(
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                table=sql.Identifier(table),
                role=role,
            )
        )


def withheld(cursor: extensions.cursor) -> dict[str, set[str]]:
    """Return the rights to take away per table; append-only tables are known by their triggers."""
    found: dict[str, set[str]] = {}
    cursor.execute(GUARDED)
    for table, bits in cursor.fetchall():
        rights = found.setdefault(table, {"TRUNCATE"})
        rights.update(["DELETE"] if bits & DELETE_BIT else [])
        rights.update(["UPDATE"] if bits & UPDATE_BIT else [])
    for table in WRITTEN_BY_TRIGGERS:
        found.setdefault(table, set()).update({"INSERT", "UPDATE", "DELETE"})
    for table in KEPT_BY_TRIGGERS:
        found.setdefault(table, set()).update({"UPDATE", "DELETE"})
    for table in READ_ONLY:
        found.setdefault(table, set()).update({"INSERT", "UPDATE", "DELETE"})
    for table in ONLY_THESE_COLUMNS:
        found.setdefault(table, set()).update({"UPDATE", "DELETE"})
    return found
