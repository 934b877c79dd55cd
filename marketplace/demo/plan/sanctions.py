"""The lighter and the heaviest rung of the ladder: a warning, hidden goods, a blacklist proposed.

Suspensions stand with the shops that they stop (``plan.vendors``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from marketplace.demo.hours import OFFICE
from marketplace.demo.listings import listings
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.plan.moments import office_moment
from marketplace.demo.plan.vendors import verifier_of
from marketplace.demo.tenants import tenant
from marketplace.demo.vendors import PROPOSED_FOR, WARNED_FOR, Vendor, vendors_by_code

WARNED_DAYS, HIDDEN_DAYS, PROPOSED_DAYS = 12, 4, 1  # the shop of the last is still being heard


def plan_sanctions(now: datetime, offered: Iterable[Act], sold: Collection[str]) -> Iterator[Act]:
    """Yield the acts. ``offered``: those of the listings; ``sold``: listings that were ordered."""
    shops = vendors_by_code()
    for code in WARNED_FOR:
        yield _by_verifier(now, WARNED_DAYS, Verb.WARN_VENDOR, code, shops[code])
    for code in PROPOSED_FOR:
        yield _by_verifier(now, PROPOSED_DAYS, Verb.PROPOSE_BLACKLIST, code, shops[code])
    moment = now - timedelta(days=HIDDEN_DAYS + 3)  # a weekend may lie before the act
    last = {act.subject: act for act in offered}
    for item in listings():
        act = last[item.code]
        live = act.verb == Verb.PUBLISH_LISTING and act.at < moment
        shop = shops[item.vendor]
        if live and item.code not in sold and shop.stage == "approved":
            yield _by_verifier(now, HIDDEN_DAYS, Verb.HIDE_LISTING, item.code, shop)
            return


def _by_verifier(now: datetime, days: int, verb: Verb, subject: str, shop: Vendor) -> Act:
    zone = tenant(shop.tenant).time_zone
    at = office_moment(now - timedelta(days=days), zone, subject, verb)
    return Act(at, verb, subject, verifier_of(shop), OFFICE, zone)
