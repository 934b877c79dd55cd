"""What must hold in the live data, as queries anybody may run: ``manage.py audit_invariants``.

The database already refuses violations; this asks afterwards, after faults, restores and nightly.
Each room registers the checks of its own tables in ``invariants.py``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

from marketplace.core import audit, transitions
from marketplace.core.patience import unhurried

Check = Callable[[], int]


@dataclass
class Invariant:
    """One promise of the house; ``checks`` each return how many rows break it."""

    code: str
    text: str
    checks: list[Check] = field(default_factory=list)

    def violations(self) -> int:
        """Return how many rows break it now."""
        return sum(check() for check in self.checks)


_invariants: dict[str, Invariant] = {}


def invariant(code: str, text: str = "") -> Callable[[Check], Check]:
    """Register a check; several rooms may add to one code, the first text given is shown."""

    def register(check: Check) -> Check:
        known = _invariants.setdefault(code, Invariant(code, text))
        known.text = known.text or text
        known.checks.append(check)
        return check

    return register


def query(code: str, text: str, sql: str, *params: Any) -> None:
    """Register a query that selects one row per violation."""

    def check() -> int:
        return count(sql, *params)

    invariant(code, text)(check)


def count(sql: str, *params: Any) -> int:
    """Return how many rows a query selects."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS violation", params or None)  # noqa: S608
        row = cursor.fetchone()
    return int(row[0])


def guards(code: str, text: str, *names: str) -> None:
    """Register that these triggers, constraints or unique indexes exist and are switched on."""

    def check() -> int:
        return len(missing(names))

    invariant(code, text)(check)


def missing(names: Iterable[str]) -> set[str]:
    """Return which of these guards the database lacks or has switched off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
            "UNION SELECT conname FROM pg_constraint WHERE convalidated "
            "UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indisunique AND i.indisvalid"
        )
        present = {row[0] for row in cursor.fetchall()}
    return set(names) - present


def allowed(*rights: tuple[str, str]) -> int:
    """Return how many of these (table, right) the present role has and should not have.

    An installation with one role for everything owns its tables; there only the triggers hold.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[], %s::text[]) AS wanted(tab, priv) "
            "JOIN pg_class c ON c.oid = tab::regclass "
            "WHERE pg_get_userbyid(c.relowner) <> current_user "
            "AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) "
            "AND has_table_privilege(current_user, c.oid, priv)",
            [[table for table, _right in rights], [right for _table, right in rights]],
        )
        row = cursor.fetchone()
    return int(row[0])


@transaction.atomic
def examine() -> list[tuple[Invariant, int]]:
    """Return every invariant with its violations, by code; a whole walk may take minutes."""
    autodiscover_modules("invariants")
    unhurried()
    return [(known, known.violations()) for _code, known in sorted(_invariants.items())]


@invariant("I-18", "only legal state moves, each checked by a trigger")
def transitions_differ() -> int:
    """Compare the rows the triggers read with the tables in code."""
    wanted = {
        (machine, old, new)
        for machine, table in transitions.machines().items()
        for old, targets in table.items()
        for new in targets
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT machine, from_status, to_status FROM core_transition")
        return len(wanted ^ set(cursor.fetchall()))


@invariant("I-21", "the audit trail is one unbroken chain of hashes")
def chain_broken() -> int:
    """Walk the chain."""
    return int(audit.verify().broken_at is not None)


guards("I-21", "", "audit_update", "audit_delete", "audit_truncate")
guards("I-08", "one key, one request, one result", "one_result_per_key")
query(
    "I-08",
    "",
    "SELECT 1 FROM core_idempotencykey GROUP BY actor_id, key HAVING count(*) > 1",
)
guards(
    "I-22",
    "no notice lost, none shown twice",
    "one_delivery_per_handler",
    "outbox_frozen",
    "outbox_truncate",
)
query("I-22", "", "SELECT 1 FROM core_delivery WHERE state = 'parked'")
