"""Every column of the database, what the application's role may do to it, and which are evidence.

Nothing is listed by hand: money is known by its field and its name, evidence by its name, so that a
new table is attacked on the day it is made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from django.apps import apps

from marketplace.core.fields import RupiahField

MONEY = re.compile(r"(^|_)(rupiah|bp)$")
EVIDENCE = re.compile(
    r"(^|_)(number|ref|reference|approval_code|hash|sha256|quantity|idempotency_key|last|token|last4"
    r"|data|value|void)$|signed|txid"
)
# Who did something and when, in the rooms where money and goods change hands.
DEEDS = re.compile(r"(^|_)(outcome|reason|by_id|at|on)$")
ROOMS = re.compile(r"^(orders|fulfilment|payments|documents|sanctions)_|^core_(auditevent|rule)$")
# Of the tables in which somebody else's code keeps people, sessions and failed sign-ins.
NOT_OURS = re.compile(r"^(account|auth|authtoken|axes|django|mfa|usersessions)_")
COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL),
        has_column_privilege(%(app)s, c.oid, a.attnum, 'SELECT'),
        has_column_privilege(%(app)s, c.oid, a.attnum, 'INSERT'),
        has_column_privilege(%(app)s, c.oid, a.attnum, 'UPDATE'),
        has_table_privilege(%(app)s, c.oid, 'DELETE'),
        has_table_privilege(%(app)s, c.oid, 'TRUNCATE')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.relname, a.attnum
"""


class Column(NamedTuple):
    """One column and the rights of the application's role to it and to its table's rows."""

    table: str
    name: str
    type: str
    select: bool
    insert: bool
    update: bool
    delete: bool
    truncate: bool

    @property
    def kind(self) -> str:
        """Return "money", "evidence", or an empty text."""
        if NOT_OURS.match(self.table):
            return ""
        if (self.table, self.name) in _RUPIAH_FIELDS or MONEY.search(self.name):
            return "money"
        deed = ROOMS.match(self.table) and DEEDS.search(self.name)
        return "evidence" if deed or EVIDENCE.search(self.name) else ""


_RUPIAH_FIELDS = {
    (model._meta.db_table, field.column)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, RupiahField)
}


def columns(cursor: Any, app: str) -> list[Column]:
    """Return all columns; the cursor may be anybody's."""
    cursor.execute(COLUMNS, {"app": app})
    return [Column(*row) for row in cursor.fetchall()]


def listing(found: list[Column]) -> list[str]:
    """Return a line per table: its rights, and the columns that may be updated if not all."""
    tables: dict[str, list[Column]] = defaultdict(list)
    for column in found:
        tables[column.table].append(column)
    return [f"{table:42} {_rights(own)}" for table, own in tables.items()]


def _rights(own: list[Column]) -> str:
    words = []
    for right in ("select", "insert", "update", "delete", "truncate"):
        granted = [column.name for column in own if getattr(column, right)]
        part = "" if len(granted) == len(own) else f"({', '.join(granted)})"
        words += [f"{right.upper()}{part}"] if granted else []
    return " ".join(words)
