"""How the net of a cooperative's claim is shared among the makers of its goods. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from marketplace.core.money import split

ALL_BP: Final = 10_000


@dataclass(frozen=True, slots=True)
class MadeLine:
    """Goods of one line in a claim: their worth in rupiah, and their makers' basis points of it."""

    worth_rupiah: int
    shares_bp: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """The parts of a net in rupiah, by line and maker, and what is the cooperative's own.

    All parts and ``rest_rupiah`` sum to the net exactly.
    """

    parts: tuple[tuple[int, ...], ...]
    rest_rupiah: int


def share_out(net_rupiah: int, lines: Sequence[MadeLine], *, others_rupiah: int) -> Shared:
    """Share the net of a claim out to the makers of its lines; the cooperative takes the rest.

    others_rupiah: the worth in the same claim that has no makers: other lines and the freight,
    which are the cooperative's. What was withheld and kept (PPN, PPh 22, fee, MDR) thereby lies on
    each in proportion. Largest remainder over all parts at once: each is its exact share cut or
    rounded up to a rupiah, and equal remainders go to the earlier line and maker, the cooperative
    last. Raises: ValueError for negative figures, shares beyond the whole, or nothing to share
    among.
    """
    if others_rupiah < 0 or any(sum(line.shares_bp) > ALL_BP for line in lines):
        raise ValueError("shares are at most the whole of a line, and no worth is negative")
    weights = [line.worth_rupiah * bp for line in lines for bp in line.shares_bp]
    whole = ALL_BP * (sum(line.worth_rupiah for line in lines) + others_rupiah)
    amounts = split(net_rupiah, [*weights, whole - sum(weights)])
    parts, place = [], 0
    for line in lines:
        parts.append(tuple(amounts[place : place + len(line.shares_bp)]))
        place += len(line.shares_bp)
    return Shared(tuple(parts), amounts[-1])
