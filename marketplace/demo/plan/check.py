"""Replays a plan against the states the market will be in, and says what could not happen.

Nothing here is shared with the planner: the states and their order are written down once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from marketplace.demo.etalases import BY_SLUG
from marketplace.demo.listings import listings_by_code
from marketplace.demo.plan.acts import Act, Plan, Verb
from marketplace.demo.plan.orders import CAP_RUPIAH, gross_of
from marketplace.demo.story import Story
from marketplace.demo.tenants import AGENCIES, tenant
from marketplace.demo.vendors import vendors, vendors_by_code

ANSWER_WITHIN = timedelta(hours=72)
CAP_DAYS = timedelta(days=7)
NOVEMBER = 11


@dataclass(frozen=True)
class Violation:
    """What could not happen; act is None for what the whole plan lacks."""

    act: Act | None
    words: str

    def __str__(self) -> str:
        if self.act is None:
            return self.words
        return f"{self.act.at:%Y-%m-%d %H:%M} {self.act.verb} {self.act.subject}: {self.words}"


# Verb -> (states in which it may happen, the state after it).
Moves = dict[Verb, tuple[set[str], str]]
VENDOR_MOVES: Moves = {
    Verb.BEGIN_APPLICATION: ({""}, "draft"),
    Verb.SUBMIT_APPLICATION: ({"draft"}, "submitted"),
    Verb.RETURN_APPLICATION: ({"submitted"}, "returned"),
    Verb.REPAIR_APPLICATION: ({"returned"}, "submitted"),
    Verb.APPROVE_VENDOR: ({"submitted"}, "approved"),
    Verb.REJECT_VENDOR: ({"submitted"}, "rejected"),
    Verb.WARN_VENDOR: ({"approved"}, "approved"),
    Verb.SUSPEND_VENDOR: ({"approved"}, "suspended"),
    Verb.PROPOSE_BLACKLIST: ({"approved"}, "approved"),
    Verb.ADD_PEOPLE: ({"approved"}, "approved"),
    Verb.HAND_IN_LICENCE: ({"approved"}, "approved"),
    Verb.VERIFY_LICENCE: ({"approved"}, "approved"),
    Verb.RETURN_LICENCE: ({"approved"}, "approved"),
}
LISTING_MOVES: Moves = {
    Verb.CREATE_LISTING: ({""}, "draft"),
    Verb.SUBMIT_LISTING: ({"draft", "returned"}, "submitted"),
    Verb.RETURN_LISTING: ({"submitted"}, "returned"),
    Verb.PUBLISH_LISTING: ({"submitted"}, "published"),
    Verb.CHANGE_PRICE: ({"published"}, "published"),
    Verb.UNPUBLISH_LISTING: ({"published"}, "unpublished"),
    Verb.HIDE_LISTING: ({"published"}, "hidden"),
}
ORDER_MOVES: Moves = {
    Verb.FILL_CART: ({""}, "draft"),
    Verb.PLACE: ({""}, "submitted"),
    Verb.APPROVE: ({"submitted"}, "issued"),
    Verb.RETURN: ({"submitted"}, "returned"),
    Verb.REJECT: ({"submitted"}, "rejected"),
    Verb.ACCEPT: ({"issued"}, "accepted"),
    Verb.DECLINE: ({"issued"}, "declined"),
    Verb.EXPIRE: ({"issued", "expired"}, "expired"),
    Verb.CANCEL: ({"issued", "accepted"}, "cancelled"),
    Verb.STOP: ({"accepted"}, "stopped"),
    Verb.SHIP: ({"accepted"}, "shipped"),
    Verb.TERMINATE: ({"shipped"}, "terminated"),
    Verb.RECEIVE: ({"shipped"}, "received"),
    Verb.DISPUTE: ({"received"}, "disputed"),
    Verb.SIGN_FIRST: ({"received"}, "signed"),
    Verb.SIGN_SECOND: ({"signed"}, "handed_over"),
    Verb.TRY_DECLINED_CARD: ({"handed_over"}, "handed_over"),
    Verb.PAY: ({"handed_over"}, "paid"),
    Verb.PAY_REFUSED_PAYOUT: ({"handed_over"}, "payout_refused"),
}
FREES_STOCK = {"rejected", "declined", "expired", "cancelled", "stopped"}
# What the checker tells apart and an order's own state does not.
SEEN_AS = {"signed": "received", "payout_refused": "paid"}


@dataclass
class _Market:
    """Everything's state at one moment of the replay."""

    vendors: dict[str, str] = field(default_factory=dict)
    listings: dict[str, str] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)
    stock: dict[str, int] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    issued_at: dict[str, datetime] = field(default_factory=dict)
    left: dict[tuple[str, str], int] = field(default_factory=dict)
    bought: dict[tuple[str, str], list[tuple[datetime, int]]] = field(default_factory=dict)
    cards: set[str] = field(default_factory=set)
    licensed: set[tuple[str, int]] = field(default_factory=set)


def violations(plan: Plan) -> list[Violation]:
    """Return everything in the plan that could not happen, in the order of time."""
    return list(_Replay(plan).run())


class _Replay:
    """One pass over a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stories = {story.code: story for story in plan.stories}
        self._owners = {vendor.email: vendor.code for vendor in vendors()}
        self._market = _Market(
            left={(p.agency, p.rup_code): p.ceiling_rupiah for p in plan.packages}
        )
        self._years = {(p.agency, p.rup_code): p.fiscal_year for p in plan.packages}

    def run(self) -> Iterator[Violation]:
        """Yield what is wrong, act by act, and at last with the whole."""
        before = None
        for act in self._plan.acts:
            if before is not None and act.at < before:
                yield Violation(act, "stands after a later act")
            before = act.at
            for words in self._act(act):
                yield Violation(act, words)
        for words in self._whole():
            yield Violation(None, words)

    def _act(self, act: Act) -> Iterator[str]:
        if act.at > self._plan.now:
            yield "lies ahead of now"
        if not act.hours.contain(act.at, act.zone):
            yield f"falls outside the hours of {act.actor or 'the machine'}"
        yield from self._actor(act)
        self._expire(act.at)
        kinds: dict[str, Callable[[Act], Iterator[str]]] = {
            "vendor": self._vendor,
            "listing": self._listing,
            "order": self._order,
            "card": self._card,
            "settlement": self._settle,
        }
        yield from kinds.get(act.verb.partition(".")[0], _nothing)(act)

    def _actor(self, act: Act) -> Iterator[str]:
        """A shop that is not approved, or no longer, only works on its application."""
        code = self._owners.get(act.actor)
        if code is None or act.verb in VENDOR_MOVES:
            return
        state = self._market.vendors.get(code, "")
        if state != "approved":
            yield f"{code} is {state or 'unknown'} and may not act"

    def _expire(self, at: datetime) -> None:
        """What nobody answered in three days ends by itself."""
        unanswered = self._market.issued_at
        for code in [code for code, issued in unanswered.items() if at - issued >= ANSWER_WITHIN]:
            del unanswered[code]
            if self._market.orders[code] == "issued":
                self._market.orders[code] = "expired"
                self._give_back(self._stories[code])

    def _vendor(self, act: Act) -> Iterator[str]:
        yield from _move(act, VENDOR_MOVES, self._market.vendors)
        if act.verb == Verb.VERIFY_LICENCE:
            self._market.licensed.add((act.subject, act.number))

    def _card(self, act: Act) -> Iterator[str]:
        self._market.cards.add(act.subject)
        return iter(())

    def _listing(self, act: Act) -> Iterator[str]:
        market, item = self._market, listings_by_code()[act.subject]
        yield from _move(act, LISTING_MOVES, market.listings)
        if market.vendors.get(item.vendor) != "approved":
            yield f"{item.vendor} is {market.vendors.get(item.vendor) or 'unknown'}"
        if BY_SLUG[item.etalase].is_food and (item.vendor, 0) not in market.licensed:
            yield f"{item.vendor} has no halal certificate"
        if act.verb == Verb.CREATE_LISTING:
            market.stock[item.code] = item.stock
        if act.verb in {Verb.CREATE_LISTING, Verb.CHANGE_PRICE}:
            market.prices[item.code] = act.number

    def _order(self, act: Act) -> Iterator[str]:
        market, story = self._market, self._stories[act.subject]
        if act.verb == Verb.WRITE_MESSAGE:
            return
        if act.verb == Verb.PAY_REFUSED_PAYOUT:
            self._settle(act)
        yield from _move(act, ORDER_MOVES, market.orders)
        if act.verb in {Verb.PLACE, Verb.FILL_CART}:
            yield from self._buy(act, story)
        elif act.verb == Verb.APPROVE:
            market.issued_at[story.code] = act.at
        elif act.verb in {Verb.PAY, Verb.PAY_REFUSED_PAYOUT, Verb.TRY_DECLINED_CARD}:
            if story.agency not in market.cards:
                yield "the agency has no card yet"
        elif market.orders[story.code] in FREES_STOCK and act.verb != Verb.EXPIRE:
            self._give_back(story)

    def _settle(self, _act: Act) -> Iterator[str]:
        """Whatever is paid and was not refused goes to its shop."""
        for code, state in self._market.orders.items():
            if state == "paid":
                self._market.orders[code] = "settled"
        return iter(())

    def _buy(self, act: Act, story: Story) -> Iterator[str]:
        market = self._market
        if market.vendors.get(story.vendor) != "approved":
            yield f"{story.vendor} may not sell"
        for line in story.lines:
            if market.listings.get(line.listing) != "published":
                yield f"{line.listing} is not on sale"
            if market.prices.get(line.listing) != listings_by_code()[line.listing].price_rupiah:
                yield f"{line.listing} has another price on that day"
        if act.verb == Verb.FILL_CART:
            return
        for line in story.lines:
            market.stock[line.listing] = market.stock.get(line.listing, 0) - line.quantity
            if market.stock[line.listing] < 0:
                yield f"{line.listing} is oversold"
        yield from self._pay_for(act, story)

    def _pay_for(self, act: Act, story: Story) -> Iterator[str]:
        """Cap of seven days, and the plan package of the year."""
        if gross_of(story.lines, story.freight_rupiah) != story.gross_rupiah:
            yield "the total is not the sum of its lines"
        pair = self._market.bought.setdefault((story.agency, story.vendor), [])
        pair.append((act.at, story.gross_rupiah))
        if sum(gross for at, gross in pair if act.at - at <= CAP_DAYS) > CAP_RUPIAH:
            yield "seven days of this agency and shop pass the cap"
        package = (story.agency, story.rup_code)
        if self._years.get(package) != act.at.astimezone(ZoneInfo(act.zone)).year:
            yield "has no plan package of its fiscal year"
            return
        self._market.left[package] -= story.gross_rupiah
        if self._market.left[package] < 0:
            yield "passes the ceiling of its plan package"

    def _give_back(self, story: Story) -> None:
        for line in story.lines:
            self._market.stock[line.listing] += line.quantity

    def _whole(self) -> Iterator[str]:
        """Every order and shop stands where it should, and every agency can order today."""
        self._expire(self._plan.now)
        for story in self._plan.stories:
            state = self._market.orders.get(story.code, "")
            if SEEN_AS.get(state, state) != story.final_state:
                yield f"{story.code} ends {state or 'unknown'} instead of {story.final_state}"
        for code, vendor in vendors_by_code().items():
            if self._market.vendors.get(code) != vendor.stage:
                yield f"{code} ends {self._market.vendors.get(code)} instead of {vendor.stage}"
        for agency in AGENCIES.values():
            today = self._plan.now.astimezone(ZoneInfo(tenant(agency.tenant).time_zone))
            wanted = {today.year, today.year + 1} if today.month >= NOVEMBER else {today.year}
            there = {p.fiscal_year for p in self._plan.packages if p.agency == agency.code}
            for year in sorted(wanted - there):
                yield f"{agency.code} has no plan package of {year}"


def _move(act: Act, moves: Moves, states: dict[str, str]) -> Iterator[str]:
    """Move the subject to its next state, from whichever it is in."""
    wanted, after = moves[act.verb]
    found = states.get(act.subject, "")
    states[act.subject] = after
    if found not in wanted:
        yield f"is {found or 'unknown'}, not {' or '.join(sorted(wanted)) or 'new'}"


def _nothing(_act: Act) -> Iterator[str]:
    return iter(())
