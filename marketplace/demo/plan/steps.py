"""When each step of an order was taken, planned back from the moment of its last one.

Going back keeps every step in the working hours of whoever takes it: an end that lies in the past
and in somebody's hours puts all steps before it there too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.demo.hours import ALWAYS, OFFICE, SHOP, Hours
from marketplace.demo.seeded import between
from marketplace.demo.story import Step

ROAD = (
    "submitted",
    "issued",
    "accepted",
    "shipped",
    "received",
    "signed",  # by the first of the two who sign the handover
    "handed_over",
    "paid",
    "settled",
)
LEAVES_AFTER = {
    "returned": "submitted",
    "rejected": "submitted",
    "declined": "issued",
    "expired": "issued",
    "cancelled": "accepted",
    "stopped": "accepted",
    "terminated": "shipped",
    "disputed": "received",
}
# Hours a step takes after the one before it: (least, most).
_HOURS_TAKEN = {
    "issued": (3, 28),
    "accepted": (1, 30),
    "shipped": (20, 96),
    "received": (2, 40),
    "signed": (1, 26),
    "handed_over": (0, 0),
    "paid": (4, 120),
    "settled": (18, 30),
    "returned": (2, 24),
    "rejected": (2, 30),
    "declined": (3, 40),
    "expired": (72, 72),
    "cancelled": (4, 30),
    "stopped": (24, 96),
    "terminated": (120, 220),
    "disputed": (1, 20),
}
# Shops answer on any day; nobody's hours bind what runs by itself.
_HOURS_KEPT = {"accepted": SHOP, "declined": SHOP, "expired": ALWAYS, "settled": ALWAYS}
ANSWERS = {"accepted", "declined"}
ANSWER_WITHIN = timedelta(hours=72)  # the demo plans within R-SP-ACCEPT
_PROMPTLY = timedelta(hours=1)
_SPARE = timedelta(hours=2)
_LAST_HOUR = 60


def hours_of(state: str) -> Hours:
    """Return the hours that whoever takes this step keeps."""
    return _HOURS_KEPT.get(state, OFFICE)


def path_to(final: str) -> tuple[str, ...]:
    """Return the steps of an order on its way to ``final``; a cart that was never sent has one."""
    if final == "draft":
        return ("draft",)
    if final in ROAD:
        return ROAD[: ROAD.index(final) + 1]
    return (*ROAD[: ROAD.index(LEAVES_AFTER[final]) + 1], final)


def steps_until(code: str, final: str, end: datetime, zone: str) -> tuple[Step, ...]:
    """Return the steps of one order whose last one falls on ``end``, in the hours of that step."""
    path = path_to(final)
    steps = [Step(path[-1], end)]
    for state in reversed(path[:-1]):
        steps.append(Step(state, _before(steps[-1], state, code, zone)))
    steps.reverse()
    return tuple(steps)


def _before(later: Step, state: str, code: str, zone: str) -> datetime:
    """Return when the step before ``later`` was taken."""
    low, high = _HOURS_TAKEN[later.state]
    taken = timedelta(
        hours=between(low, high, code, later.state), minutes=between(5, 50, code, later.state, "m")
    )
    if later.state == "expired":
        return later.at - taken
    at = hours_of(state).at_or_before(later.at - taken, zone, code, state)
    if later.state in ANSWERS and later.at - at > ANSWER_WITHIN - _SPARE:
        # Over a weekend the three days would have run out: the shop answered at once.
        return hours_of(state).at_or_before(
            later.at - _PROMPTLY, zone, code, state, last_minutes=_LAST_HOUR
        )
    return at


def expiry_before(code: str, latest: datetime, zone: str) -> datetime:
    """Return when an order ran out that was issued in office hours and not answered in time."""
    low, _high = _HOURS_TAKEN["expired"]
    minutes = between(5, 50, code, "expired", "m")
    taken = timedelta(hours=low, minutes=minutes)
    return OFFICE.at_or_before(latest - taken, zone, code, "issued") + taken
