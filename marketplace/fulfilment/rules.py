"""How far an order has come, and what one handover of it costs. Pure: no Django, no clock.

Status values are plain words; the models carry the same ones with labels.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from marketplace.core.money import split

WAYBILL_LENGTHS: Final = range(6, 41)
ENDS_THE_WAY: Final = frozenset({"delivered", "returned"})
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class LineProgress:
    """Units of one order line: ordered >= shipped >= accepted + returned, accepted >= handed over.

    Accepted units were counted in good order; they are handed over when both sides have signed.
    Returned ones went back to the shop after a complaint and are not counted any more.
    """

    ordered: int
    shipped: int = 0
    accepted: int = 0
    handed_over: int = 0
    returned: int = 0

    @property
    def to_ship(self) -> int:
        """Units the vendor still has to send."""
        return self.ordered - self.shipped

    @property
    def to_count(self) -> int:
        """Units that were sent, not counted in good order yet, and did not go back."""
        return self.shipped - self.accepted - self.returned

    @property
    def at_stake(self) -> int:
        """Units that were sent and may be complained about: nobody has signed for them."""
        return self.shipped - self.handed_over - self.returned


def derived_status(lines: Collection[LineProgress], claims: Collection[str]) -> str:
    """Return the status of an order whose goods are being delivered, from what has happened.

    An order is "shipped" from its first shipment on; every later step is the whole order's: it is
    taken when the last part has taken it (docs/adr/0008). ``claims`` are the states of its claims.
    """
    if not any(line.shipped for line in lines):
        return "accepted"
    if any(line.accepted < line.ordered for line in lines):
        return "shipped"
    if any(line.handed_over < line.ordered for line in lines):
        return "received"
    if "open" in claims:
        return "handed_over"
    return "paid" if "paid" in claims else "settled"


@dataclass(frozen=True, slots=True)
class TaxRest:
    """What no claim has asked for yet of one tax of an order, in rupiah.

    ``follows_freight``: freight lies in its base; ``tax_class`` is empty for a tax on all goods.
    """

    key: int
    kind: str
    tax_class: str
    base_rupiah: int
    amount_rupiah: int
    follows_freight: bool


@dataclass(frozen=True, slots=True)
class TaxShare:
    """A claim's part of one tax of its order, in rupiah."""

    key: int
    kind: str
    base_rupiah: int
    amount_rupiah: int


@dataclass(frozen=True, slots=True)
class ClaimShare:
    """What one handover costs, in rupiah; gross = goods + freight + PPN."""

    goods_rupiah: int
    freight_rupiah: int
    taxes: tuple[TaxShare, ...]

    @property
    def vat_rupiah(self) -> int:
        """PPN of all classes."""
        return _of_kind(self.taxes, "vat")

    @property
    def pph22_rupiah(self) -> int:
        """PPh 22 withheld."""
        return _of_kind(self.taxes, "pph22")

    @property
    def gross_rupiah(self) -> int:
        """What the agency pays."""
        return self.goods_rupiah + self.freight_rupiah + self.vat_rupiah


def _of_kind(taxes: Iterable[TaxShare], kind: str) -> int:
    return sum(tax.amount_rupiah for tax in taxes if tax.kind == kind)


def claim_share(
    *,
    goods: Mapping[str, int],
    goods_rest: Mapping[str, int],
    freight_rest: int,
    taxes_rest: Sequence[TaxRest],
) -> ClaimShare:
    """Return what a handover costs: its goods, and its share of freight and taxes.

    ``goods`` and ``goods_rest`` are net rupiah per tax class, of the handover and of everything
    not yet claimed (the handover included). Freight and each tax are shared out between the
    handover and what comes after it by largest remainder, so that the last handover takes the
    rest and the claims of an order sum to its total to the rupiah.
    """
    part, whole = sum(goods.values()), sum(goods_rest.values())
    freight = _share(freight_rest, part, whole)
    return ClaimShare(
        goods_rupiah=part,
        freight_rupiah=freight,
        taxes=tuple(_tax_share(tax, goods, freight) for tax in taxes_rest),
    )


def _tax_share(tax: TaxRest, goods: Mapping[str, int], freight: int) -> TaxShare:
    base = goods.get(tax.tax_class, 0) if tax.tax_class else sum(goods.values())
    base += freight if tax.follows_freight else 0
    amount = _share(tax.amount_rupiah, base, tax.base_rupiah)
    return TaxShare(tax.key, tax.kind, base, amount)


def _share(total_rupiah: int, part: int, whole: int) -> int:
    return split(total_rupiah, [part, whole - part])[0]


def waybill_of(typed: str) -> str:
    """Return a waybill number as couriers compare it, capitals and digits; empty for none."""
    number = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return number if len(number) in WAYBILL_LENGTHS else ""


def shown_word(words: Iterable[tuple[str, datetime, Key]]) -> Key | None:
    """Return the key of the courier's word that is shown as where the parcel is, None of none.

    ``words``: kind, moment by the courier's clock, and a key that grows in the order of arrival.
    What happened last counts, not what arrived last; after the way has ended nothing but another
    end does.
    """
    ranked = [(kind in ENDS_THE_WAY, at, place, key) for place, (kind, at, key) in enumerate(words)]
    return max(ranked, key=lambda one: one[:3])[3] if ranked else None
