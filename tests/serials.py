"""Numbers that no two rows of a test share."""

import itertools

_numbers = itertools.count(1)


def new_serial() -> int:
    """The next number."""
    return next(_numbers)
