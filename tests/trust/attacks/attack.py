"""What an attack is, and how to write one: a row, a rewritten history, a forged copy."""

# ruff: noqa: S608 - every statement here is meant to be forged

from typing import NamedTuple

CHECK, FROZEN, UNIQUE, FOREIGN, DENIED = "23514", "23001", "23505", "23503", "42501"
TEXT, RANGE = "22P02", "22003"


class Attack(NamedTuple):
    invariant: str
    name: str
    sql: str
    app: str
    owner: str | None

    def __str__(self) -> str:
        return f"{self.invariant} {self.name}"


def both(invariant: str, name: str, sql: str, state: str) -> Attack:
    """Refused by a constraint or trigger, whoever asks."""
    return Attack(invariant, name, sql, state, state)


def history(invariant: str, table: str, where: str, change: str) -> list[Attack]:
    """Rewriting, removing or emptying a table that is only ever added to."""
    return [
        Attack(
            invariant,
            f"rewrite {table}",
            f"UPDATE {table} SET {change} WHERE {where}",
            DENIED,
            FROZEN,
        ),
        Attack(
            invariant, f"remove from {table}", f"DELETE FROM {table} WHERE {where}", DENIED, FROZEN
        ),
    ]


def emptied(invariant: str, table: str) -> Attack:
    return Attack(invariant, f"empty {table}", f"TRUNCATE {table} CASCADE", DENIED, FROZEN)


def copied(table: str, source: str, changed: dict[str, str]) -> str:
    """INSERT a copy of a row through its JSON, with some columns replaced."""
    patch = ", ".join(f"'{column}', ({value})" for column, value in changed.items())
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object("
        f"'id', nextval({sequence}), {patch}))).* FROM {table} t WHERE t.id = {{{source}}}"
    )
