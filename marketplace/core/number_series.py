"""Running numbers without gaps that matter and without doubles."""

from collections.abc import Iterable, Sequence

from django.db import connection

from marketplace.core import locks
from marketplace.core.models import NumberSeries

_NEXT = (
    "INSERT INTO core_numberseries (name, last) VALUES (%s, %s) "
    "ON CONFLICT (name) DO UPDATE SET last = core_numberseries.last + excluded.last RETURNING last"
)


def next_numbers(series: Sequence[str]) -> list[int]:
    """Return the next number, starting at 1, of each series named, in the caller's transaction.

    A name may stand several times. Whoever holds a series keeps everybody else waiting, and two
    series taken one by one can deadlock; so they are taken together, as the last lock and once.
    Raises: LockOrderError for a second call in one transaction.
    """
    _once()
    last: dict[str, int] = {}
    with connection.cursor() as cursor:
        for name in in_order(set(series)):
            cursor.execute(_NEXT, [name, series.count(name)])
            last[name] = cursor.fetchone()[0]
    return [last[name] - series[place + 1 :].count(name) for place, name in enumerate(series)]


def next_number(series: str) -> int:
    """Return the next number of one series. Raises: as ``next_numbers``."""
    return next_numbers([series])[0]


def in_order(names: Iterable[str]) -> list[str]:
    """Return the order in which everybody takes the rows of series."""
    return sorted(names)


def _once() -> None:
    if locks.holds(NumberSeries):
        raise locks.LockOrderError("All numbers of a transaction are taken in one call.")
    locks.note(NumberSeries, [0])  # the rows are named, not keyed, and may not exist yet
