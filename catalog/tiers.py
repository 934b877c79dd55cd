"""Prices that fall with the quantity (harga bertingkat). Pure: values in, values out."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

MAX_TIERS: Final = 8  # under the price of one unit; a table that a phone still shows
FIRST_TIER: Final = 2  # units: one unit costs the price itself


class Tier(NamedTuple):
    """The net price of one unit, in rupiah, when at least so many are ordered together."""

    from_quantity: int
    price_rupiah: int


Ladder = Sequence[Tier]


def ladder(price_rupiah: int, tiers: Iterable[Sequence[int]]) -> tuple[Tier, ...]:
    """Return all steps of a price, that of one unit first; ``tiers``: pairs as they are stored."""
    return (Tier(1, price_rupiah), *(Tier(*pair) for pair in tiers))


def unit_price(steps: Ladder, quantity: int) -> int:
    """Return what one unit costs when so many are ordered: the last step that is reached.

    The one answer for pages, cart and orders; ``catalog_unit_price`` is its twin in the database.
    """
    reached = [step.price_rupiah for step in steps if step.from_quantity <= quantity]
    return reached[-1] if reached else steps[0].price_rupiah


class Fault(NamedTuple):
    """What is wrong with a step: its place from 0, and the step before it."""

    place: int
    dear: bool  # its price does not fall; else its quantity does not rise
    step: Tier
    before: Tier


def fault(steps: Ladder) -> Fault | None:
    """Return the first step whose quantity does not rise or whose price does not fall."""
    for place, (before, step) in enumerate(pairwise(steps)):
        if step.from_quantity <= before.from_quantity:
            return Fault(place, dear=False, step=step, before=before)
        if not 1 <= step.price_rupiah < before.price_rupiah:
            return Fault(place, dear=True, step=step, before=before)
    return None


def breakpoints(*ladders: Ladder) -> list[int]:
    """Return the quantities at which any of these prices changes, those of one unit left out.

    Two prices compare everywhere as they do at one unit and at these quantities.
    """
    found = {step.from_quantity for steps in ladders for step in steps}
    return sorted(found - {1})
