"""Row locks: every kind has its rank, and each transaction takes them in rising rank and key.

Who takes locks in one order never waits in a circle. The rooms register the rank of their kinds at
``ready()``; docs/architecture.md lists them. Taking a lower rank after a higher one raises
``LockOrderError`` at once, in tests as in production: it is a mistake in the program.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeVar, cast

from django.db import connection, models, transaction
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=models.Model)
LAST: Final = 1_000  # the number series: one row makes everybody wait, so it is taken last

_ranks: dict[type[models.Model], int] = {}


class LockOrderError(RuntimeError):
    """A use-case takes its locks in another order than everybody else: two could deadlock."""


class Mode(StrEnum):
    """How strongly a row is held."""

    UPDATE = "FOR UPDATE"
    NO_KEY_UPDATE = "FOR NO KEY UPDATE"  # rows that point at it may still be written
    SHARE = "FOR SHARE"  # against change; who only reads it does not wait


Want = tuple[type[models.Model], Iterable[int], Mode]


class Locked:
    """Rows just locked, fresh, by kind and key."""

    def __init__(self, rows: Mapping[type[models.Model], Sequence[models.Model]]) -> None:
        self._rows = rows

    def of(self, model: type[M]) -> dict[int, M]:
        """Return the rows of one kind by key."""
        return {row.pk: cast("M", row) for row in self._rows[model]}


class _Note:
    """What was locked; Django forgets it when the savepoint or transaction of the locks ends."""

    def __init__(self, model: type[models.Model], ids: Iterable[int]) -> None:
        self.rank = _ranks[model]
        self.rows = frozenset((model, pk) for pk in ids)

    def __call__(self) -> None:
        """Do nothing at COMMIT: being registered is all."""


def register(ranks: Mapping[type[models.Model], int]) -> None:
    """Give kinds their ranks at ``ready()``."""
    _ranks.update(ranks)


def ranks() -> Mapping[type[models.Model], int]:
    """Return every registered rank."""
    return _ranks


def _inside_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("A lock outside a transaction is released at once.")


def _notes() -> Iterator[_Note]:
    """Yield what this transaction holds; under a test's own transaction, what its use-case holds.

    A test case wraps all its use-cases in one transaction; what one of them locked says nothing
    about the next, which in truth has a transaction of its own.
    """
    blocks: list[Any] = connection.atomic_blocks
    registered: list[Any] = connection.run_on_commit  # the stubs know an older shape of both
    outer = sum(block._from_testcase for block in blocks)
    if outer == len(blocks):
        return  # between use-cases: none of their transactions is open
    first = connection.savepoint_ids[outer - 1 : outer] if outer else []
    for savepoints, held, _robust in registered:
        if isinstance(held, _Note) and savepoints >= set(first):
            yield held


def note(model: type[models.Model], ids: Iterable[int]) -> None:
    """Say that the next statement locks these rows by changing them; rows held already may be.

    Raises: LockOrderError when something that comes later in the order is held.
    """
    _inside_transaction()
    held = list(_notes())
    known = frozenset[tuple[type[models.Model], int]]().union(*(one.rows for one in held))
    new = [pk for pk in ids if (model, pk) not in known]
    if not new:
        return
    if late := [one for one in held if one.rank > _ranks[model]]:
        kinds = sorted({kind.__name__ for one in late for kind, _pk in one.rows})
        raise LockOrderError(f"{model.__name__} must be locked before {', '.join(kinds)}.")
    transaction.on_commit(_Note(model, new))


def holds(model: type[models.Model]) -> bool:
    """Say whether this transaction has locked a row of a kind."""
    return any(kind is model for one in _notes() for kind, _pk in one.rows)


def require_none(work: str) -> None:
    """Refuse slow work while others may wait for a row. Raises: LockOrderError."""
    if held := sorted({kind.__name__ for one in _notes() for kind, _pk in one.rows}):
        raise LockOrderError(f"{work} while rows are locked: {', '.join(held)}.")


def own(row: models.Model) -> None:
    """Count a row made in this transaction as held: nobody else can wait for it."""
    _inside_transaction()
    made = _Note(type(row), [row.pk])
    made.rank = 0
    transaction.on_commit(made)


def in_order(wanted: Iterable[Want]) -> list[Want]:
    """Sort by rank: the one order of locks."""
    return sorted(wanted, key=lambda want: _ranks[want[0]])


def lock_all(*wanted: Want) -> Locked:
    """Lock rows of several kinds, by rank and ascending key, and return them fresh.

    Raises: DoesNotExist when one is missing; LockOrderError; OperationalError after 3 s of waiting
    (a use-case answers it with ``Busy``).
    """
    _inside_transaction()
    rows: dict[type[models.Model], Sequence[models.Model]] = {}
    for model, ids, mode in in_order(wanted):
        keys = sorted(set(ids))
        note(model, keys)
        rows[model] = read_locked(model, keys, mode)
    return Locked(rows)


def read_locked(model: type[M], keys: Sequence[int], mode: Mode) -> Sequence[M]:
    """Read rows of one kind by ascending key under their lock. Raises: DoesNotExist.

    In plain SQL, because the ORM knows no FOR SHARE and every use-case pays for this statement.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    words = f"SELECT * FROM {table} WHERE id = ANY(%s) ORDER BY id {mode}"  # noqa: S608
    rows = list(model._default_manager.raw(words, [list(keys)]))
    if len(rows) != len(keys):
        missing: Any = model
        raise missing.DoesNotExist(f"{model.__name__} {keys}")
    return rows


def lock(model: type[M], ids: Iterable[int]) -> list[M]:
    """Lock rows of one kind and return them fresh. Raises: as ``lock_all``."""
    return list(lock_all((model, ids, Mode.UPDATE)).of(model).values())


def lock_one(model: type[M], pk: int) -> M:
    """Lock one row and return it fresh. Raises: as ``lock_all``."""
    return lock(model, [pk])[0]


def lock_shared(model: type[M], pk: int) -> M:
    """Hold a row against change without queueing behind other readers. Raises: as ``lock_all``."""
    return lock_all((model, [pk], Mode.SHARE)).of(model)[pk]


def key_of(name: str) -> int:
    """Return the number by which Postgres knows a named lock."""
    return zlib.crc32(name.encode())


def advisory_lock(name: str) -> None:
    """Wait for a named lock that is held until the transaction ends."""
    _inside_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(name)])


def try_advisory_lock(name: str) -> bool:
    """Take a named lock until the transaction ends, or return False at once."""
    _inside_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key_of(name)])
        row = cursor.fetchone()
    return bool(row and row[0])
