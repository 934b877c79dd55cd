"""What an offer costs, which one fails, and in which order the others stand. Pure: no Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fault(StrEnum):
    """Why an opened offer is out."""

    NONE = ""
    ABOVE_ESTIMATE = "above_estimate"


@dataclass(frozen=True)
class Bid:
    """An opened offer: what it costs in whole rupiah before PPN, and when it was received."""

    key: int
    total_rupiah: int
    received_at: datetime


@dataclass(frozen=True)
class Place:
    """Where an offer stands: its rank, the first is 1; none for one that fails."""

    rank: int | None
    fault: Fault = Fault.NONE


def total_rupiah(unit_price_rupiah: int, quantity: int, freight_rupiah: int) -> int:
    """Return what all units cost with their freight, before PPN."""
    return unit_price_rupiah * quantity + freight_rupiah


def placed(bids: Iterable[Bid], estimate_rupiah: int) -> dict[int, Place]:
    """Return where each offer stands, by its key.

    One above the owner's estimate (HPS) fails, one of exactly it does not. The lowest total comes
    first; of two equal ones the one received first.
    """
    found, rank = {}, 0
    for bid in sorted(bids, key=lambda one: (one.total_rupiah, one.received_at, one.key)):
        if bid.total_rupiah > estimate_rupiah:
            found[bid.key] = Place(None, Fault.ABOVE_ESTIMATE)
        else:
            rank += 1
            found[bid.key] = Place(rank)
    return found


def award_owes_reason(rank: int, ranked: int, least: int) -> bool:
    """Say whether an award needs words: another than the first, or too few to have competed.

    ``ranked``: how many offers did not fail; ``least``: how many make a competition.
    """
    return rank != 1 or ranked < least
