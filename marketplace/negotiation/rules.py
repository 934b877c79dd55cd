"""Whose turn it is, what may be offered and when a reason is owed. Pure: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who speaks: the office that buys, or the shop."""

    BUYER = "buyer"
    SHOP = "shop"


class Step(StrEnum):
    """What a round says."""

    OFFER = "offer"
    COUNTER = "counter"
    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Terms:
    """Net prices of one unit by goods, and the freight of one order before PPN; whole rupiah.

    ``freight_rupiah`` is None where the shop's list states none for the place.
    """

    prices: Mapping[int, int]
    freight_rupiah: int | None


def other(side: Side) -> Side:
    """Return who answers."""
    return Side.SHOP if side == Side.BUYER else Side.BUYER


def may_take(step: Step, side: Side, turn: Side) -> bool:
    """Say whether a side may take a step now: on its turn, and the office may always let it be."""
    return side == turn or (step == Step.REFUSE and side == Side.BUYER)


def prices_too_high(asked: Terms, listed: Terms) -> list[int]:
    """Return the goods whose price asked lies above the list; exactly the list is allowed."""
    return [key for key, price in asked.prices.items() if price > listed.prices[key]]


def freight_too_high(asked: Terms, listed: Terms) -> bool:
    """Say whether the freight asked lies above the list; where that states none, none is."""
    if asked.freight_rupiah is None or listed.freight_rupiah is None:
        return False
    return asked.freight_rupiah > listed.freight_rupiah


def lowers(asked: Terms, listed: Terms) -> bool:
    """Say whether something costs less than the list; a freight the list does not know does not."""
    cheaper = any(price < listed.prices[key] for key, price in asked.prices.items())
    if asked.freight_rupiah is None or listed.freight_rupiah is None:
        return cheaper
    return cheaper or asked.freight_rupiah < listed.freight_rupiah


def owes_reason(step: Step, side: Side, asked: Terms, listed: Terms) -> bool:
    """Say whether a round needs words.

    ``asked``: what the round offers or accepts. A refusal always does; so does an office's offer,
    or an agreement, that changes nothing of the list.
    """
    if step == Step.REFUSE:
        return True
    speaks_for_both = step == Step.ACCEPT
    return (speaks_for_both or side == Side.BUYER) and not lowers(asked, listed)


def saved_rupiah(agreed: Terms, listed: Terms, units: Mapping[int, int]) -> int:
    """Return what an order at the agreed terms costs less than at the list, before PPN."""
    goods = sum((listed.prices[key] - price) * units[key] for key, price in agreed.prices.items())
    if agreed.freight_rupiah is None or listed.freight_rupiah is None:
        return goods
    return goods + listed.freight_rupiah - agreed.freight_rupiah
