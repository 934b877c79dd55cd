"""The makers of a line in words, for pages; papers have their own, in Indonesian."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import ngettext

MOST_NAMED: Final = 12  # under one line; a cooperative may name hundreds


def makers_line(names: Sequence[str]) -> str:
    """Return who makes the goods of a line in one sentence part; empty for nobody."""
    shown, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more <= 0:
        return shown
    words = ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more)
    return words % {"names": shown, "more": more}


def makers_on_paper(names: Sequence[str]) -> str:
    """Return the same as papers print it: official Indonesian, whatever the reader speaks."""
    shown, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return f"{shown} dan {more} anggota lain" if more > 0 else shown
