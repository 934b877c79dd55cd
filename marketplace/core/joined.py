"""Rows of several tables read by one plain statement, made into instances that know each other.

For the few pages that are opened all day: building the query of eight joined models anew for every
visit cost more than running it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models


@dataclass(frozen=True, eq=False)
class Part:
    """The columns of one table in a statement.

    ``fills``: the part and its foreign key that this row answers, such as ``("p", "vendor")``.
    ``without``: fields that the page has no business with; asking for one reads it by itself.
    """

    alias: str
    model: type[models.Model]
    fills: tuple[str, str] | None = None
    without: frozenset[str] = frozenset()

    @cached_property
    def fields(self) -> list[models.Field[Any, Any]]:
        """The fields that are read, in the order of the model."""
        known = self.model._meta.concrete_fields
        return [field for field in known if field.name not in self.without]

    @cached_property
    def columns(self) -> str:
        """The columns to select."""
        return ", ".join(f'{self.alias}."{field.column}"' for field in self.fields)

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self.fields]

    @cached_property
    def _readers(self) -> list[tuple[int, Callable[..., Any]]]:
        return [
            (at, field.from_db_value)
            for at, field in enumerate(self.fields)
            if hasattr(field, "from_db_value")
        ]

    def made_of(self, values: Sequence[Any]) -> models.Model | None:
        """Return the instance of these values; None where nothing was joined."""
        if values[0] is None:  # the key is the first column of every table here
            return None
        read = list(values)
        for at, reader in self._readers:
            read[at] = reader(read[at], None, connection)
        return self.model.from_db(DEFAULT_DB_ALIAS, self._names, read)


class Joined:
    """The parts of a statement; whose foreign key a part fills comes before it."""

    def __init__(self, *parts: Part) -> None:
        self.parts = parts

    @cached_property
    def columns(self) -> str:
        """The columns to select, in the order of the parts; others may follow them."""
        return ", ".join(part.columns for part in self.parts)

    def made_of(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return the instances of a row by alias, each in its place; more columns may follow."""
        found: dict[str, models.Model | None] = {}
        at = 0
        for part in self.parts:
            until = at + len(part.fields)
            made = part.made_of(row[at:until])
            found[part.alias] = made
            if part.fills is not None:
                owner, name = part.fills
                if found[owner] is not None:
                    setattr(found[owner], name, made)
            at = until
        return found


def read_rows(statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that is a constant of its room, and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
