"""What a page showed, carried along by its form, so that what was seen is what is done."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core import moments
from marketplace.core.errors import Conflict
from marketplace.core.money import grouped, percent, rupiah

_SALT = "pasar.seen"
_NAMED = 6  # more changes than a person reads in one sentence are counted


class Kind(StrEnum):
    """How a value is written for people."""

    TEXT = "text"
    NUMBER = "number"
    RUPIAH = "rupiah"
    PERCENT = "percent"
    DAY = "day"


class Fact(NamedTuple):
    """One thing a page shows. ``value``: rupiah, basis points, a count, an ISO day or words."""

    label: str
    value: int | str
    kind: Kind = Kind.TEXT

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return shown(self.value, self.kind)


class ChangedSince(Conflict):
    """Something is not any more as the page showed it; the sentence names it, old → new."""

    code = "changed_since_seen"


def shown(value: int | str, kind: Kind) -> str:
    """Return a value as people read it; a dash for none."""
    if value == "":
        return "–"
    writers = {Kind.NUMBER: grouped, Kind.RUPIAH: rupiah, Kind.PERCENT: percent}
    if isinstance(value, int) and kind in writers:
        return writers[kind](value)
    if kind == Kind.DAY:
        return moments.day(date.fromisoformat(str(value)))
    return str(value)


def sealed(facts: Mapping[str, Fact]) -> str:
    """Return what a page shows in the form a hidden field carries; signed, not secret."""
    rows = {key: [fact.label, fact.value, fact.kind.value] for key, fact in facts.items()}
    return signing.dumps(rows, salt=_SALT, compress=True)


def opened(token: str) -> dict[str, Fact] | None:
    """Return what a page of ours showed; None for anything that no page of ours wrote."""
    try:
        rows = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return {key: Fact(label, value, Kind(kind)) for key, (label, value, kind) in rows.items()}


def require_seen(
    token: str, facts: Mapping[str, Fact], refusal: type[Conflict] = ChangedSince
) -> None:
    """Refuse when something differs from what the page showed, and name it.

    Raises: ``refusal``.
    """
    before = opened(token)
    if before is None:
        raise refusal(_("Look at it once more as it is now, then press the button again."))
    if words := _differences(before, facts):
        raise refusal(
            _("The page you saw did not show this yet: %(changes)s. Look at it, then press again.")
            % {"changes": words}
        )


def _differences(before: Mapping[str, Fact], now: Mapping[str, Fact]) -> str:
    found = []
    for key in dict.fromkeys([*before, *now]):
        old, new = before.get(key), now.get(key)
        if (old and old.value) != (new and new.value):
            label = (new or old or Fact("", "")).label
            found.append(f"{label}: {old.shown if old else '–'} → {new.shown if new else '–'}")
    if not found:
        return ""
    more = len(found) - _NAMED
    if more > 0:
        found = found[:_NAMED]
        found.append(ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more})
    return "; ".join(found)
