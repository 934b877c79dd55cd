"""Who sells in which channel, read from the rulebook: each process asks once a minute at most."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Final

from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_values
from vendors.channels import Channel, Reach

KEPT_SECONDS: Final = 60.0
_MOST_KEPT: Final = 30
_read: dict[date, tuple[float, Mapping[Channel, Reach]]] = {}


def reach(on: date | None = None) -> Mapping[Channel, Reach]:
    """Return whom each channel takes on a day, today unless said otherwise.

    Where no rule is in force the channel takes nobody (R-CHANNEL-FIRM, R-CHANNEL-COOP).
    """
    day = on or clock.today(HOME_ZONE)
    known = _read.get(day)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    fresh = {channel: _of(channel, day) for channel in Channel}
    if len(_read) > _MOST_KEPT:
        _read.clear()
    _read[day] = (time.monotonic() + KEPT_SECONDS, fresh)
    return fresh


def _of(channel: Channel, day: date) -> Reach:
    codes = (RuleCode.CHANNEL_FIRM, RuleCode.CHANNEL_COOPERATIVE)
    found = rule_values(on=day, channel=channel, if_any=codes)
    return Reach(*(found[code].value if code in found else 0 for code in codes))


def forget() -> None:
    """Read them anew at the next question of this process."""
    _read.clear()
