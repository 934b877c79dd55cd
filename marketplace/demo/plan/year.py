"""The whole plan of a year up to a given moment: orders first, then what they need before them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from marketplace.demo.hours import ALWAYS, OFFICE, SHOP
from marketplace.demo.plan.acts import Act, Plan, Verb
from marketplace.demo.plan.listings import plan_listings
from marketplace.demo.plan.orders import plan_orders
from marketplace.demo.plan.packages import plan_packages
from marketplace.demo.plan.sanctions import plan_sanctions
from marketplace.demo.plan.steps import hours_of
from marketplace.demo.plan.vendors import plan_vendors
from marketplace.demo.seeded import roll
from marketplace.demo.story import Story
from marketplace.demo.tenants import AGENCIES, tenant
from marketplace.demo.texts import TALKS
from marketplace.demo.vendors import vendors_by_code

CARDS_DAYS = 390
DEADLINE_DAYS = 10  # deadlines of the last days that ran out are carried out, too
REFUSED_PAYOUTS = 3  # paid orders whose shops the bank could not credit
MACHINE_ZONE = "Asia/Jakarta"
_PAUSE = timedelta(minutes=35)
_ROLES = {
    "pp": "procurement_officer",
    "ppk": "commitment_officer",
    "pptk": "activity_officer",
    "card": "card_holder",
}
# What a step of an order is, and who takes it: an officer, the shop ("vendor") or a machine ("").
_STEP_ACTS: dict[str, tuple[Verb, str]] = {
    "draft": (Verb.FILL_CART, "pp"),
    "submitted": (Verb.PLACE, "pp"),
    "issued": (Verb.APPROVE, "ppk"),
    "accepted": (Verb.ACCEPT, "vendor"),
    "shipped": (Verb.SHIP, "vendor"),
    "received": (Verb.RECEIVE, "pptk"),
    "signed": (Verb.SIGN_FIRST, "ppk"),
    "handed_over": (Verb.SIGN_SECOND, "vendor"),
    "paid": (Verb.PAY, "card"),
    "returned": (Verb.RETURN, "ppk"),
    "rejected": (Verb.REJECT, "ppk"),
    "declined": (Verb.DECLINE, "vendor"),
    "expired": (Verb.EXPIRE, ""),
    "cancelled": (Verb.CANCEL, "ppk"),
    "stopped": (Verb.STOP, "ppk"),
    "terminated": (Verb.TERMINATE, "ppk"),
    "disputed": (Verb.DISPUTE, "pptk"),
}


def plan_year(now: datetime) -> Plan:
    """Return the plan of the year before ``now`` (aware). The same moment, the same plan."""
    stories, bought = plan_orders(now)
    by_vendor: dict[str, datetime] = {}
    by_listing: dict[str, datetime] = {}
    for story in stories:
        begun = story.steps[0].at
        by_vendor.setdefault(story.vendor, begun)
        for line in story.lines:
            by_listing.setdefault(line.listing, begun)
    acts = list(_cards(now))
    applications, trading = plan_vendors(now, by_vendor)
    acts += applications
    offered = plan_listings(now, trading, by_listing)
    acts += offered
    acts += plan_sanctions(now, offered, by_listing)
    acts += _deadlines(now)
    acts += _settlements(stories)
    refused = _refused(stories)
    for story in stories:
        acts += _order_acts(story, refused=story.code in refused)
        acts += _messages(story, now)
    acts += _declined_card(stories, now)
    acts.sort(key=lambda act: act.at)  # stable: of two at one moment the one noted first is first
    return Plan(now, tuple(acts), stories, plan_packages(now, bought.spent))


def _cards(now: datetime) -> Iterator[Act]:
    for agency in AGENCIES.values():
        zone = tenant(agency.tenant).time_zone
        at = OFFICE.at_or_before(now - timedelta(days=CARDS_DAYS), zone, agency.code)
        holder = agency.officer(_ROLES["card"]).email
        yield Act(at, Verb.REGISTER_CARD, agency.code, holder, OFFICE, zone)


def _deadlines(now: datetime) -> Iterator[Act]:
    for days in range(DEADLINE_DAYS, 0, -1):
        at = now - timedelta(days=days)
        yield Act(at, Verb.FIRE_DEADLINES, "", "", ALWAYS, MACHINE_ZONE)


def _settlements(stories: tuple[Story, ...]) -> Iterator[Act]:
    for at in sorted({story.steps[-1].at for story in stories if story.final_state == "settled"}):
        yield Act(at, Verb.SETTLE, "", "", ALWAYS, MACHINE_ZONE)


def _person(story: Story, who: str) -> str:
    if who == "vendor":
        return vendors_by_code()[story.vendor].email
    return AGENCIES[story.agency].officer(_ROLES[who]).email if who else ""


def _order_acts(story: Story, *, refused: bool) -> Iterator[Act]:
    zone = tenant(story.tenant).time_zone
    signers = ["vendor", "ppk"] if roll(story.code, "signed") % 2 else ["ppk", "vendor"]
    for step in story.steps:
        if step.state == "settled":
            continue  # one run settles whatever was paid before it
        verb, who = _STEP_ACTS[step.state]
        if verb in {Verb.SIGN_FIRST, Verb.SIGN_SECOND}:
            who = signers[verb == Verb.SIGN_SECOND]
        if refused and verb == Verb.PAY:
            verb = Verb.PAY_REFUSED_PAYOUT
        yield Act(step.at, verb, story.code, _person(story, who), hours_of(step.state), zone)
        if step.state == story.final_state == "received" and signers[0] == "vendor":
            yield Act(step.at, Verb.SIGN_FIRST, story.code, _person(story, "vendor"), OFFICE, zone)


def _refused(stories: tuple[Story, ...]) -> set[str]:
    """The first orders that were paid and are not settled yet."""
    paid = [story for story in stories if story.final_state == "paid"]
    paid.sort(key=lambda story: story.steps[-1].at)
    return {story.code for story in paid[:REFUSED_PAYOUTS]}


def _messages(story: Story, now: datetime) -> Iterator[Act]:
    """Officer and shop write to each other between the shop's answer and the shipment."""
    at = {step.state: step.at for step in story.steps}
    if "accepted" not in at or roll(story.code, "talk") % 9:
        return
    moment = at["accepted"]
    ends = at.get("shipped") or (now if story.final_state == "accepted" else story.steps[-1].at)
    zone = tenant(story.tenant).time_zone
    for number, (who, _text) in enumerate(TALKS):
        hours = SHOP if who == "vendor" else OFFICE
        moment = hours.at_or_after(moment + _PAUSE, zone)
        if moment >= ends:
            return
        person = _person(story, who)
        yield Act(moment, Verb.WRITE_MESSAGE, story.code, person, hours, zone, number)


def _declined_card(stories: tuple[Story, ...], now: datetime) -> Iterator[Act]:
    """One claim that waits for payment was first tried with a card that the bank declines."""
    waiting = [s for s in stories if s.final_state == "handed_over" and s.channel == "bela"]
    for story in waiting[:1]:
        zone = tenant(story.tenant).time_zone
        last = OFFICE.at_or_before(now - timedelta(minutes=10), zone, story.code, "last")
        at = min(OFFICE.at_or_after(story.steps[-1].at + timedelta(minutes=40), zone), last)
        yield Act(at, Verb.TRY_DECLINED_CARD, story.code, _person(story, "card"), OFFICE, zone)
