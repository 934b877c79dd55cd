"""Through which channel goods are sold, and by which rule not through the other."""

import time
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from catalog.models import Etalase
from catalog.prices import RULES_SECONDS
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.money import rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from vendors.channel_rules import reach
from vendors.channels import Channel
from vendors.messages import CHANNEL_WORDS, FIRMS_TAKEN
from vendors.models import Vendor
from vendors.queries import open_channels

# By channel: the bound of one order that is said to buyers.
_BOUNDS: Final = {Channel.BELA: RuleCode.CAP, Channel.KATALOG_LOKAL: RuleCode.PP_LIMIT}
_MARKETS_KEPT: Final = 500
_read: dict[tuple[date, Channel, str], tuple[float, int]] = {}


class Sold(NamedTuple):
    """One channel: whether the goods are sold there, and the sentence that says how or why not."""

    name: str
    is_sold: bool
    sentence: str


def where_sold(vendor: Vendor, etalase: Etalase) -> list[Sold]:
    """Return both channels for goods of a shop in an etalase, the one they are sold in first.

    Reads the bound of the channel (R-CAP-1, R-PP-LIMIT; of market and general rule the stricter)
    once a minute in each process.
    """
    rows = [_one(channel, vendor, etalase) for channel in Channel]
    return sorted(rows, key=lambda row: not row.is_sold)


def _one(channel: Channel, vendor: Vendor, etalase: Etalase) -> Sold:
    name, is_open = str(CHANNEL_WORDS[channel]), channel in open_channels(vendor)
    if channel == etalase.channel and is_open:
        return Sold(name, is_sold=True, sentence=_sold(channel, etalase))
    return Sold(name, is_sold=False, sentence=_why_not(channel, vendor, is_open=is_open))


def _why_not(channel: Channel, vendor: Vendor, *, is_open: bool) -> str:
    if is_open:
        return _("This etalase belongs to the other channel. The shop may list in both.")
    taken = reach()[channel].firms
    if not taken:
        return _("It takes no shop like this one at present (rule R-CHANNEL-FIRM).")
    return _(
        "It takes %(firms)s and cooperatives; this shop is a %(size)s business (rules "
        "R-CHANNEL-FIRM and R-SIZE-1)."
    ) % {"firms": FIRMS_TAKEN[taken], "size": vendor.get_size_class_display().lower()}


def _sold(channel: Channel, etalase: Etalase) -> str:
    bound = {"most": rupiah(_bound(channel, etalase.tenant.slug))}
    if channel == Channel.BELA:
        words = _("One order up to %(most)s, paid by government credit card (rule R-CAP-1).")
    else:
        words = _(
            "No cap on an order; a procurement officer orders up to %(most)s (rule R-PP-LIMIT). "
            "Paid without the card."
        )
    return words % bound


def _bound(channel: Channel, market: str) -> int:
    """Return the bound of one order in whole rupiah today. Raises: RuleMissing."""
    day = clock.today(HOME_ZONE)
    known = _read.get((day, channel, market))
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    if len(_read) > _MARKETS_KEPT:
        _read.clear()
    rule = rule_in_force(_BOUNDS[channel], on=day, channel=channel, tenant_slug=market)
    _read[day, channel, market] = (time.monotonic() + RULES_SECONDS, rule.value)
    return rule.value
