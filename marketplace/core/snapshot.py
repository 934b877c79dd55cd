"""Pages that show one moment, though several queries make them and workers go on meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Let every query of the block see the database as it was at the first one.

    A page that read an order before the bank's answer and its money after it said "waiting" and
    "paid" at once, and asked no more. For reading alone: nothing may be locked or written inside.
    Inside another transaction its moment holds and nothing is changed.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
