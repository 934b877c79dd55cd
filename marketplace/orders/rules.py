"""The life of a purchase order as a table. Pure: no Django, no clock, no database.

Status values are plain words; ``OrderStatus`` in models.py carries the same ones with labels.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from marketplace.core.channels import Channel

# Who moves what: docs/architecture.md. Terminal states map to an empty set; a re-issue is a new
# order linked to the old one, so nothing ever leaves a terminal state.
ORDER_TRANSITIONS: Final[MappingProxyType[str, frozenset[str]]] = MappingProxyType(
    {
        "draft": frozenset({"submitted", "cancelled"}),
        "submitted": frozenset({"approved", "returned", "rejected", "cancelled"}),
        "returned": frozenset({"submitted", "cancelled"}),
        "approved": frozenset({"issued", "cancelled"}),
        "issued": frozenset({"accepted", "declined", "expired", "cancelled"}),
        "accepted": frozenset({"shipped", "cancelled", "stopped", "terminated"}),
        "shipped": frozenset({"received", "disputed", "terminated"}),
        "received": frozenset({"handed_over", "disputed"}),
        "disputed": frozenset({"shipped", "received", "stopped", "terminated"}),
        "handed_over": frozenset({"paid"}),
        "paid": frozenset({"settled"}),
        "settled": frozenset(),
        "rejected": frozenset(),
        "declined": frozenset(),
        "expired": frozenset(),
        "cancelled": frozenset(),
        "stopped": frozenset(),
        "terminated": frozenset(),
    }
)
TERMINAL: Final = frozenset(
    {"settled", "rejected", "declined", "expired", "cancelled", "stopped", "terminated"}
)
# While an order is in one of these its lines reserve stock; shipping turns the reservation into a
# withdrawal, every other way out gives the stock back.
HOLDS_STOCK: Final = frozenset({"submitted", "returned", "approved", "issued", "accepted"})

_TURNS: Final[MappingProxyType[str, tuple[str, ...]]] = MappingProxyType(
    {
        "draft": ("procurement_officer",),
        "submitted": ("commitment_officer",),
        "returned": ("procurement_officer",),
        "approved": ("commitment_officer",),
        "issued": ("vendor",),
        "accepted": ("vendor",),
        "shipped": ("activity_officer",),
        "received": ("commitment_officer", "vendor"),
        "disputed": ("commitment_officer", "vendor"),
        "handed_over": ("card_holder",),
        "paid": ("platform",),
    }
)
_NUMBER_PREFIX: Final = MappingProxyType({Channel.BELA: "BELA", Channel.KATALOG_LOKAL: "LOKAL"})
_LARGEST_SERIAL: Final = 999_999


@dataclass(frozen=True, slots=True)
class CapCheck:
    """The comparison of an order's gross with its channel's cap, in rupiah (R-CAP-1)."""

    gross_rupiah: int
    cap_rupiah: int | None
    over_rupiah: int

    @property
    def within(self) -> bool:
        """True when the order may go on: the cap itself is still allowed."""
        return self.over_rupiah == 0


def can_become(status: str, new: str) -> bool:
    """Return whether an order in ``status`` may become ``new``.

    Raises: KeyError for a word that is no status, which is a bug and not a refusal.
    """
    if new not in ORDER_TRANSITIONS:
        raise KeyError(new)
    return new in ORDER_TRANSITIONS[status]


def whose_turn(status: str) -> tuple[str, ...]:
    """Return the role names that the order waits for, first the one that usually acts.

    A role of accounts, "vendor", or "platform"; two names where two must sign or settle it; none
    for a terminal order. Raises: KeyError for a word that is no status.
    """
    return () if status in TERMINAL else _TURNS[status]


def cap_check(gross_rupiah: int, cap_rupiah: int | None) -> CapCheck:
    """Compare an order's gross (PPN and freight included) with the cap of its channel.

    cap_rupiah: None where the channel has no cap. The cap is inclusive: exactly the cap is within.
    Raises: ValueError for a negative amount. Source: docs/regulations.md#R-CAP-1.
    """
    if gross_rupiah < 0 or (cap_rupiah is not None and cap_rupiah < 0):
        raise ValueError("amounts must not be negative")
    over = 0 if cap_rupiah is None else max(0, gross_rupiah - cap_rupiah)
    return CapCheck(gross_rupiah, cap_rupiah, over)


def document_number(prefix: str, year: int, serial: int) -> str:
    """Return ``PREFIX-YEAR-SERIAL`` with six digits, as in ``SP-2026-001842``.

    Raises: ValueError when the serial does not fit: a number must never be cut.
    """
    if not 1 <= serial <= _LARGEST_SERIAL:
        raise ValueError("serial must be from 1 to 999999")
    return f"{prefix}-{year}-{serial:06d}"


def order_number(channel: str, year: int, serial: int) -> str:
    """Return an order's number, ``BELA-2026-001842`` or ``LOKAL-2026-001842``.

    Raises: ValueError for an unknown channel or a serial that does not fit.
    """
    return document_number(_NUMBER_PREFIX[Channel(channel)], year, serial)
