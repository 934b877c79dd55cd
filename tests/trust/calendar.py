"""`manage.py trust calendar`: the demo comes up on any day, and everybody can order on it.

The year is planned for each moment and replayed by the checker; for the hardest moments it is
really loaded into a throw-away database, the invariants are asked, and every procurement officer
checks out one order through the pages. The clock is moved, nothing else is altered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from marketplace.core import clock
from marketplace.core.invariants import examine
from marketplace.demo.hours import OFFICE
from marketplace.demo.listings import listings_by_code
from marketplace.demo.load import load
from marketplace.demo.plan.acts import Act, Plan, Verb
from marketplace.demo.plan.check import violations
from marketplace.demo.plan.year import plan_year
from marketplace.demo.tenants import AGENCIES
from marketplace.demo.vendors import vendors_by_code
from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.trust.checkout import Refused, check_out
from tests.trust.instants import Instant, hardest, instants

TOLD_AT_MOST = 3
YEAR_ZONE = "Asia/Jakarta"


def calendar(run: Run) -> None:
    """Plan for many moments, load for the hardest."""
    year = clock.today(YEAR_ZONE).year
    moments = instants(year, run.options.dates, run.chance)
    broken = found = 0
    for place, instant in enumerate(moments):
        wrong = violations(plan_year(instant.at))
        broken, found = broken + bool(wrong), found + len(wrong)
        for violation in wrong[:TOLD_AT_MOST]:
            run.say(f"  {instant.why} {instant.at:%Y-%m-%d %H:%M}: {violation}")
        if place and place % 100 == 0:
            run.say(f"  {place} moments planned, {broken} of them cannot happen")
    run.measure("moments planned", len(moments))
    run.measure("plans that cannot happen", broken)
    run.measure("acts that cannot happen", found)
    _load_all(run, hardest(year))


def _load_all(run: Run, moments: tuple[Instant, ...]) -> None:
    loaded = invariants = refused = ordered = 0
    for instant in moments:
        run.say(f" loading {instant.why}: {instant.at:%Y-%m-%d %H:%M} UTC")
        with database.clone("calendar"), clock.moved_to(instant.at):
            load(run.say)
            loaded += 1
            invariants += _broken_invariants(run)
            refusals = list(refused_checkouts())
        for words in refusals:
            run.say(f"  {words}")
        refused += len(refusals)
        ordered += len(AGENCIES) - len(refusals)
    run.measure("years loaded", loaded)
    run.measure("invariants broken", invariants)
    run.measure("orders checked out", ordered)
    run.measure("checkouts refused", refused)


def _broken_invariants(run: Run) -> int:
    broken = [invariant.code for invariant, found in examine() if found]
    if broken:
        run.say(f"  broken: {', '.join(broken)}")
    return len(broken)


def refused_checkouts() -> Iterator[str]:
    """Check out one order per agency of the loaded demo; yield what was refused, and why."""
    for agency in AGENCIES.values():
        try:
            check_out(agency.officer("procurement_officer").email)
        except Refused as refusal:
            yield f"{agency.code}: {refusal}"


def broken_calendar(run: Run) -> None:
    """Plant acts that could not happen into a sound plan: the checker must find each."""
    plan = plan_year(clock.now())
    for name, plant in SABOTEURS.items():
        found = violations(plant(plan))
        run.caught(name, noticed=bool(found))


def _planted(plan: Plan, act: Act) -> Plan:
    return replace(plan, acts=tuple(sorted((*plan.acts, act), key=lambda one: one.at)))


def act_after_suspension(plan: Plan) -> Plan:
    """A shop changes a price two days after it was suspended."""
    end = next(act for act in plan.acts if act.verb == Verb.SUSPEND_VENDOR)
    item = next(item for item in listings_by_code().values() if item.vendor == end.subject)
    at = OFFICE.at_or_after(end.at + timedelta(days=2), end.zone)
    owner = vendors_by_code()[end.subject].email
    return _planted(
        plan,
        Act(at, Verb.CHANGE_PRICE, item.code, owner, OFFICE, end.zone, item.price_rupiah + 500),
    )


def act_ahead_of_now(plan: Plan) -> Plan:
    """The last approval happens tomorrow."""
    last = next(act for act in reversed(plan.acts) if act.verb == Verb.APPROVE)
    return _moved(plan, last, timedelta(days=1) + (plan.now - last.at))


def act_at_night(plan: Plan) -> Plan:
    """An approval falls on the night before."""
    first = next(act for act in plan.acts if act.verb == Verb.PUBLISH_LISTING)
    return _moved(plan, first, timedelta(hours=10))


def year_without_packages(plan: Plan) -> Plan:
    """One agency has no plan for the current year."""
    agency = next(iter(AGENCIES))
    kept = tuple(p for p in plan.packages if (p.agency, p.fiscal_year) != (agency, plan.now.year))
    return replace(plan, packages=kept)


def _moved(plan: Plan, act: Act, by: timedelta) -> Plan:
    others = replace(plan, acts=tuple(one for one in plan.acts if one != act))
    return _planted(others, replace(act, at=act.at + by))


SABOTEURS: dict[str, Callable[[Plan], Plan]] = {
    "an act after a suspension": act_after_suspension,
    "an act ahead of now": act_ahead_of_now,
    "an act at night": act_at_night,
    "a year without plan packages": year_without_packages,
}

TRUST.add(
    "calendar",
    calendar,
    help="the demo's year planned for 300 moments and loaded for the hardest four",
    sabotage=broken_calendar,
)
