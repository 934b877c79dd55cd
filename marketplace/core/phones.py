"""What a typed telephone number is, and how much of it is shown. Pure."""

import re
from typing import Final

from marketplace.core.text import clean_line

MIN_DIGITS: Final = 8
MAX_DIGITS: Final = 15
_TYPED: Final = re.compile(r"\+?[0-9 ().\-/]+", re.ASCII)
# 08xx: the prefixes of mobile networks (Fundamental Technical Plan, KM 4/2001 and amendments).
_INDONESIAN_MOBILE: Final = re.compile(r"\+628[1-9][0-9]{7,10}", re.ASCII)


def normalised(value: str) -> str:
    """Return a telephone number in one shape (``+6281234567890``, E.164), empty for what is none.

    Read are all usual notations: ``0812-3456-7890``, ``62 812 …``, ``+62 (0)812 …``, ``0062 …``,
    ``(0361) 123456``, other countries with ``+``; 8 to 15 digits.
    """
    typed = clean_line(value).replace("(0)", "")
    if _TYPED.fullmatch(typed) is None:
        return ""
    digits = re.sub(r"\D", "", typed)
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS:
        return ""
    if typed.startswith("+") or digits.startswith(("00", "62")):
        abroad = digits.removeprefix("00").removeprefix("620")
        country = digits.removeprefix("00").startswith("620")
        return f"+62{abroad}" if country else f"+{abroad}"
    national = digits.removeprefix("0")
    return f"+62{national}" if digits[0] in "08" else ""


def shown(stored: str) -> str:
    """Return a stored telephone number as people read it: ``+62 812-3456-7890``."""
    if not stored.startswith("+62"):
        return stored
    rest = stored.removeprefix("+62")
    groups = [rest[:3], *(rest[start : start + 4] for start in range(3, len(rest), 4))]
    return f"+62 {'-'.join(groups)}"


def masked(stored: str) -> str:
    """Return the last four digits of a telephone number, for lists and logs."""
    return f"•••• {stored[-4:]}" if stored else ""


def is_indonesian_mobile(stored: str) -> bool:
    """Whether a number in its one shape can take a text message in Indonesia."""
    return _INDONESIAN_MOBILE.fullmatch(stored) is not None
