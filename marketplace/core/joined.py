"""Rows of several tables read by one plain statement, made into instances that know each other.

For the few pages that are opened all day: building the query of eight joined models anew for every
visit cost more than running it.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, models

_PARAMETER: Final = re.compile(r"%\((\w+)\)s")
_ready: Final[WeakKeyDictionary[Any, set[str]]] = WeakKeyDictionary()  # names by connection


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


@dataclass(frozen=True)
class Prepared:
    """A statement that Postgres plans once for a connection instead of anew for every visit.

    ``places``: its parameters' names in the order of their numbers.
    """

    name: str
    body: str
    places: tuple[str, ...]

    @classmethod
    def of(cls, statement: str) -> "Prepared":
        """Return a statement whose parameters are written ``%(name)s``."""
        places = tuple(dict.fromkeys(_PARAMETER.findall(statement)))
        body = _PARAMETER.sub(lambda found: f"${places.index(found[1]) + 1}", statement)
        name = f"read_{hashlib.sha256(body.encode()).hexdigest()[:16]}"
        return cls(name, body.replace("%%", "%"), places)

    @property
    def call(self) -> str:
        """What runs it, with a place for every parameter."""
        places = ", ".join(["%s"] * len(self.places))
        return f"EXECUTE {self.name}({places})" if places else f"EXECUTE {self.name}"

    def prepare(self) -> None:
        """Let the connection know the statement, once."""
        raw = connection.connection
        known = _ready.setdefault(raw, set())
        if self.name not in known:
            # Beside Django's cursor: what a page asks is one statement, however it is sent.
            with connection.wrap_database_errors, raw.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} AS {self.body}")
            known.add(self.name)


_prepared = cache(Prepared.of)


def read_rows(statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that is a constant of its room, and return its rows.

    Planning a statement of a dozen tables takes ten times as long as running it, so it is prepared.
    """
    prepared = _prepared(statement)
    with connection.cursor() as cursor:
        prepared.prepare()
        cursor.execute(prepared.call, [params[name] for name in prepared.places])
        return list(cursor.fetchall())
