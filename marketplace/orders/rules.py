"""Cap, numbers and days of a purchase order. Pure: no Django, no clock, no database."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from marketplace.core.calendar import last_day_of_year
from vendors.channels import Channel

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


def cap_check(gross_rupiah: int, cap_rupiah: int | None) -> CapCheck:
    """Compare an order's gross (PPN and freight included) with the cap of its channel.

    cap_rupiah: None where the channel has no cap. The cap is inclusive: exactly the cap is within.
    Raises: ValueError for a negative amount. Source: docs/regulations.md#R-CAP-1.
    """
    if gross_rupiah < 0 or (cap_rupiah is not None and cap_rupiah < 0):
        raise ValueError("amounts must not be negative")
    over = 0 if cap_rupiah is None else max(0, gross_rupiah - cap_rupiah)
    return CapCheck(gross_rupiah, cap_rupiah, over)


def split_check(
    gross_rupiah: int,
    moment: datetime,
    earlier: Iterable[tuple[datetime, int]],
    *,
    cap_rupiah: int | None,
    days: int,
) -> CapCheck:
    """Compare with the cap what an order costs together with those handed in before it.

    ``earlier``: moment and gross in rupiah of each other order of the agency to the shop that was
    handed in before and came to something; what is ``days`` days old or older does not count.
    Exactly the cap is within. Raises: ValueError for a negative amount.
    Source: docs/regulations.md#R-SPLIT-7.
    """
    since = moment - timedelta(days=days)
    return cap_check(gross_rupiah + sum(gross for at, gross in earlier if at > since), cap_rupiah)


def rule_binds(
    from_rupiah: int, category: int | None, gross_rupiah: int, categories: Collection[int | None]
) -> bool:
    """Say whether an agency's approval rule binds an order of a sum with goods of categories.

    The sum is inclusive; a rule without a category binds whatever the goods are.
    Source: docs/regulations.md#R-APPROVAL.
    """
    return gross_rupiah >= from_rupiah and (category is None or category in categories)


def is_at_night(hour: int, *, first: int, end: int) -> bool:
    """Say whether a full hour of the day lies in the night from ``first`` to before ``end``.

    All are hours of one clock, 0 to 23; the night may pass midnight.
    Source: docs/regulations.md#R-FLAG-….
    """
    return first <= hour < end if first < end else hour >= first or hour < end


def last_day_of_need(ordered_on: date, within_days: int) -> date:
    """Return the latest day by which goods may be needed: within the days and the fiscal year.

    Source: docs/regulations.md#R-NEEDED-MAX.
    """
    return min(ordered_on + timedelta(days=within_days), last_day_of_year(ordered_on))


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
