"""Running numbers without gaps that matter and without doubles."""

from django.db import connection


def next_number(series: str) -> int:
    """Return the next number of a series, starting at 1, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numberseries (name, last) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET last = core_numberseries.last + 1 RETURNING last",
            [series],
        )
        row = cursor.fetchone()
    return int(row[0])
