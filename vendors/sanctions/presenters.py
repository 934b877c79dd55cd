"""What the pages of sanctions show: doors by kind, who must act next, the hearing's last moment."""

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import moments
from marketplace.core.moments import Style
from vendors.sanctions import queries
from vendors.sanctions.models import Sanction, SanctionKind, SanctionStatus


class Door(NamedTuple):
    """The way to one kind of sanction: its words on the page that asks for it."""

    kind: SanctionKind
    button: str | Promise
    icon: str
    title: str | Promise
    explain: str | Promise
    done: str | Promise


# By the word of the address, lightest first.
DOORS: Final[dict[str, Door]] = {
    "peringatan": Door(
        SanctionKind.WARNING,
        gettext_lazy("Warn"),
        "message-square-warning",
        gettext_lazy("Warn the shop"),
        gettext_lazy("It goes on selling. The owner confirms having read the warning."),
        gettext_lazy("%(name)s was warned."),
    ),
    "sembunyikan": Door(
        SanctionKind.LISTING_HIDDEN,
        gettext_lazy("Hide goods"),
        "eye-off",
        gettext_lazy("Hide goods of the shop"),
        gettext_lazy(
            "Nobody can find or order the goods chosen until the last day has passed; then they "
            "are on sale again by themselves."
        ),
        gettext_lazy("Goods of %(name)s are hidden."),
    ),
    "tangguhkan": Door(
        SanctionKind.SUSPENSION,
        gettext_lazy("Suspend"),
        "circle-pause",
        gettext_lazy("Suspend the shop"),
        gettext_lazy(
            "Its goods leave the shelves at once and come back by themselves after the last day. "
            "Orders it has not accepted end; accepted ones go on and are paid."
        ),
        gettext_lazy("%(name)s is suspended."),
    ),
    "daftar-hitam": Door(
        SanctionKind.BLACKLIST,
        gettext_lazy("Propose the blacklist"),
        "ban",
        gettext_lazy("Propose to blacklist the shop"),
        gettext_lazy(
            "Nothing happens to the shop yet: it is heard first, and another person than you "
            "decides."
        ),
        gettext_lazy("The proposal was sent to %(name)s, who answers first."),
    ),
}


def hearing_ends(sanction: Sanction) -> datetime | None:
    """Return the moment at the shop's place at which its time to answer is over."""
    if sanction.heard_until is None:
        return None
    following = sanction.heard_until + timedelta(days=1)
    zone = ZoneInfo(sanction.vendor.time_zone)
    return datetime(following.year, following.month, following.day, tzinfo=zone)


def next_step(sanction: Sanction) -> str:
    """Say who must act now, and by when; empty where nobody need act."""
    if sanction.status == SanctionStatus.PROPOSED:
        return _of_proposal(sanction)
    return _of_one_in_force(sanction) if sanction.status == SanctionStatus.IN_FORCE else ""


def _of_proposal(sanction: Sanction) -> str:
    if sanction.answered_at is None and queries.is_heard_today(sanction):
        return _("The shop answers by %(day)s") % {"day": _day(sanction.heard_until)}
    return _("Another verifier or an operator decides")


def _of_one_in_force(sanction: Sanction) -> str:
    if getattr(sanction, "appealed", False):
        return _("A third person decides the appeal")
    if getattr(sanction, "lift_asked", False):
        return _("A second person decides whether it is lifted")
    if sanction.ends_on is not None:
        return _("It ends by itself after %(day)s") % {"day": _day(sanction.ends_on)}
    return "" if sanction.read_at else _("The owner confirms having read it")


def _day(day: date | None) -> str:
    return moments.day(day, Style.MEDIUM) if day else ""
