"""How large a file is, in the reader's way of writing."""

from typing import Final

from babel.numbers import format_decimal

from marketplace.core.moments import locale_of

MEGABYTE: Final = 1_048_576


def megabytes(count: int) -> str:
    """Return a number of bytes in megabytes without the unit: ``9,3``, in English ``9.3``."""
    return str(format_decimal(round(count / MEGABYTE, 1), "#,##0.#", locale=locale_of()))
