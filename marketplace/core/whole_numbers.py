"""Whole numbers out of text: as people type them, and as pages and addresses carry them. Pure."""

import re
from typing import Final

MAX_TYPED: Final = 40  # characters read of what was typed; a number needs far fewer
MAX_KEY_DIGITS: Final = 18  # every number of so many digits fits a bigint
_SIGNS: Final = re.compile(r"(?i)[\s.]|rp")


def typed_number(text: str) -> int | None:
    """Return the whole number or the rupiah a person typed, or None when it is neither.

    ``1.000.000`` and ``Rp 5000`` are numbers; at most 16 digits, never negative. A comma begins
    decimals here, so ``12,5`` is none.
    """
    digits = _SIGNS.sub("", text[:MAX_TYPED])
    return int(digits) if re.fullmatch(r"[0-9]{1,16}", digits) else None


def plain_number(text: str) -> int | None:
    """Return the number that a page of ours wrote into an address or a hidden field, or None.

    Digits only, at most 18, so that it can be asked of the database as a key.
    """
    is_plain = text.isascii() and text.isdigit() and len(text) <= MAX_KEY_DIGITS
    return int(text) if is_plain else None
