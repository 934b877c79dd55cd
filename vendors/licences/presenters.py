"""What pages of licences show: rows with their state, and what a verifier compares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from marketplace.core.money import BP_PER_PERCENT, percent
from vendors.licences import queries
from vendors.licences.kinds import KINDS, LicenceKind
from vendors.licences.messages import sentence
from vendors.licences.models import Licence
from vendors.licences.queries import LicenceState
from vendors.models import Vendor

URGENT: Final = (
    LicenceState.RETURNED,
    LicenceState.EXPIRED,
    LicenceState.ENDING,
    LicenceState.WAITING,
)
IN_SHORT: Final = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One licence of a list; ``over`` when a later one has taken its place."""

    licence: Licence
    state: LicenceState
    over: bool

    @property
    def may_renew(self) -> bool:
        """Whether the owner hands in another one for it."""
        return not self.over and self.state in RENEWED_FROM

    @property
    def may_withdraw(self) -> bool:
        """Whether the owner can take it back."""
        return self.state == LicenceState.WAITING


RENEWED_FROM: Final = (
    LicenceState.RETURNED,
    LicenceState.REVOKED,
    LicenceState.ENDING,
    LicenceState.EXPIRED,
    LicenceState.VALID,
)
_NEVER_AGAIN: Final = (LicenceState.RETURNED, LicenceState.REVOKED)


def rows(licences: Iterable[Licence], on: date) -> list[Row]:
    """Return the licences of one shop with their state, what needs its owner first."""
    known = list(licences)
    states = {one.pk: queries.state_of(one, on) for one in known}
    heirs: dict[int, set[LicenceState]] = {}
    for one in known:
        if one.replaces_id is not None:
            heirs.setdefault(one.replaces_id, set()).add(states[one.pk])
    found = [Row(one, states[one.pk], _is_over(states[one.pk], heirs.get(one.pk))) for one in known]
    return sorted(found, key=lambda row: (row.over, _rank(row.state), -row.licence.pk))


def _is_over(state: LicenceState, heirs: set[LicenceState] | None) -> bool:
    """Whether a licence is history: taken back, or followed by one that counts or waits."""
    if state == LicenceState.WITHDRAWN:
        return True
    counted = (heirs or set()) - {LicenceState.WITHDRAWN}
    if state in _NEVER_AGAIN:
        return bool(counted)
    return bool(counted - {LicenceState.WAITING, LicenceState.RETURNED})


def _rank(state: LicenceState) -> int:
    return URGENT.index(state) if state in URGENT else len(URGENT)


def in_short(vendor: Vendor) -> list[Row]:
    """Return the few licences of a shop that its people should look at now."""
    found = rows(queries.licences_of(vendor), queries.sale_day())
    return [row for row in found if not row.over and row.state in URGENT][:IN_SHORT]


def facts(licence: Licence) -> list[tuple[str, str]]:
    """Return what was typed, as a verifier compares it with the paper (without the days)."""
    shown = [
        (_("Kind"), licence.get_kind_display()),
        (_("Number"), licence.number),
        (_("Issued by"), licence.issuer),
        (_("What it covers"), licence.scope),
    ]
    if licence.tkdn_percent is not None:
        shown.append((_("TKDN in percent"), percent(int(licence.tkdn_percent * BP_PER_PERCENT))))
    return [(label, value) for label, value in shown if value]


def doubts(licence: Licence, on: date) -> list[str]:
    """Return in words what the machine would have a person compare."""
    return [sentence(one) for one in queries.doubts(licence, on)]


def badge(kind: str, tkdn_percent: object = None) -> str:
    """Return the short word of a kind on cards and pages: ``Halal``, ``TKDN 62,5 %``."""
    word = str(KINDS[LicenceKind(kind)].badge)
    if kind == LicenceKind.TKDN and tkdn_percent is not None:
        return f"{word} {percent(round(float(str(tkdn_percent)) * BP_PER_PERCENT))}"
    return word
