"""What the database says to SQL that goes past all our code."""

import pytest
from django.db import DatabaseError, connection, transaction

DENIED = "42501"


def refused(sql: str, *values: object) -> str:
    """Run SQL in a transaction of its own up to COMMIT; return what refused it.

    That is the name of a guard, or ``DENIED`` where the role has not even the right to try.
    """
    with pytest.raises(DatabaseError) as failure:
        _up_to_commit(sql, values)
    cause = failure.value.__cause__
    return cause.diag.constraint_name or cause.pgcode


@transaction.atomic
def _up_to_commit(sql: str, values: tuple[object, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
