"""How the goods came onto the market: offered, published, now and then dearer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from marketplace.demo.hours import OFFICE
from marketplace.demo.listings import Listing, listings
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.plan.moments import later, office_moment
from marketplace.demo.plan.vendors import Trading
from marketplace.demo.seeded import between, roll
from marketplace.demo.tenants import tenant
from marketplace.demo.vendors import vendors_by_code

# What never sold may be elsewhere than on sale: every so many-th listing, and in which state.
ELSEWHERE = {31: "submitted", 83: "returned", 89: "draft", 97: "unpublished"}
UNANSWERED = {"submitted", "returned", "draft"}


def plan_listings(
    now: datetime, trading: Mapping[str, Trading], first_sale: Mapping[str, datetime]
) -> list[Act]:
    """Return when each listing was offered and published, always before its first sale."""
    acts: list[Act] = []
    unsold = 0
    for item in listings():
        planned = _Planned(item, trading[item.vendor])
        sold = first_sale.get(item.code)
        if sold is not None:
            planned.sold(sold)
        else:
            unsold += 1
            ends = [state for step, state in ELSEWHERE.items() if unsold % step == 0]
            selling = trading[item.vendor].until == now
            planned.unsold(ends[0] if ends and selling else "")
        acts.extend(planned.acts)
    return acts


class _Planned:
    """One listing while its acts are planned, all within the span in which its shop trades."""

    def __init__(self, item: Listing, trading: Trading) -> None:
        self.acts: list[Act] = []
        self._item, self._trading = item, trading
        self._zone = tenant(item.tenant).time_zone
        self._old_price = _earlier_price(item)

    def sold(self, sold: datetime) -> None:
        """Offered after the approval, published well before the sale, repriced in between."""
        code, zone = self._item.code, self._zone
        since = self._trading.since
        room = max(int((sold - since).total_seconds() // 3600) - 26 * 24, 24)
        offered = later(since, room, zone, code, "offered")
        published = later(offered, 48, zone, code, "published")
        self._owner(offered, Verb.CREATE_LISTING, self._old_price)
        self._owner(offered, Verb.SUBMIT_LISTING)
        self._manager(published, Verb.PUBLISH_LISTING)
        if self._old_price != self._item.price_rupiah:
            self._reprice(published + (sold - published) * 3 // 4)

    def unsold(self, ends: str) -> None:
        """Offered at some time since the approval; a few still wait or never went live."""
        if ends in UNANSWERED:
            self._recent(ends)
            return
        code, zone, trading = self._item.code, self._zone, self._trading
        age = max((trading.until - trading.since).days - 12, 1)
        ago = timedelta(days=between(11, 10 + age, code, "age"))
        offered = max(
            office_moment(trading.until - ago, zone, code), later(trading.since, 24, zone, code)
        )
        price = self._item.price_rupiah if ends else self._old_price
        self._owner(offered, Verb.CREATE_LISTING, price)
        handed_in = OFFICE.at_or_after(offered + timedelta(minutes=7), zone)
        self._owner(handed_in, Verb.SUBMIT_LISTING)
        published = later(handed_in, 48, zone, code, "published")
        self._manager(published, Verb.PUBLISH_LISTING)
        left = trading.until - published
        if ends == "unpublished":
            at = OFFICE.at_or_before(published + left * 4 // 5, zone, code, "down")
            self._owner(at, Verb.UNPUBLISH_LISTING)
        elif price != self._item.price_rupiah:
            self._reprice(published + left // 2)

    def _recent(self, ends: str) -> None:
        """Offered in the last days, planned back from the manager's answer where there is one."""
        code, zone = self._item.code, self._zone
        ago = timedelta(days=between(1, 4, code, "recent"))
        last = office_moment(self._trading.until - ago, zone, code)
        if ends == "returned":
            self._manager(last, Verb.RETURN_LISTING)
            last = OFFICE.at_or_before(last - timedelta(hours=between(2, 20, code)), zone, code)
        offered = OFFICE.at_or_before(last - timedelta(minutes=7), zone, code, "offered")
        self._owner(offered, Verb.CREATE_LISTING, self._item.price_rupiah)
        if ends != "draft":
            self._owner(last, Verb.SUBMIT_LISTING)

    def _reprice(self, at: datetime) -> None:
        at = OFFICE.at_or_before(at, self._zone, self._item.code, "price")
        self._owner(at, Verb.CHANGE_PRICE, self._item.price_rupiah)

    def _owner(self, at: datetime, verb: Verb, rupiah: int = 0) -> None:
        owner = vendors_by_code()[self._item.vendor].email
        self.acts.append(Act(at, verb, self._item.code, owner, OFFICE, self._zone, rupiah))

    def _manager(self, at: datetime, verb: Verb) -> None:
        manager = f"katalog.{self._item.tenant}@demo.test"
        self.acts.append(Act(at, verb, self._item.code, manager, OFFICE, self._zone))


def _earlier_price(item: Listing) -> int:
    """Every fourth listing began cheaper or dearer by a few per cent."""
    if roll(item.code, "history") % 4:
        return item.price_rupiah
    step = 500 if item.price_rupiah >= 20_000 else 100
    raw = item.price_rupiah * between(93, 104, item.code, "before") // 100
    return max(step, raw // step * step)
