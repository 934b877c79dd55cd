"""How one claim's gross is shared out. Pure: the ledger posts exactly these parts."""

from dataclasses import dataclass

from marketplace.core.money import bp_of
from vendors.rules import SizeClass


@dataclass(frozen=True, slots=True)
class ClaimSplit:
    """The parts of one paid claim in rupiah; vendor + VAT + PPh 22 + fee + MDR == gross."""

    gross_rupiah: int
    vendor_rupiah: int
    vat_rupiah: int
    pph22_rupiah: int
    fee_rupiah: int
    mdr_rupiah: int


def split_claim(
    *, gross_rupiah: int, vat_rupiah: int, pph22_rupiah: int, fee_rupiah: int, mdr_rupiah: int
) -> ClaimSplit:
    """Return what each party gets of a claim; the vendor gets the rest, nothing is left over.

    The parts are stored figures, never recomputed, so that a rate changed later cannot move money.
    Raises: ValueError for a negative part, or when the parts exceed the gross (a vendor never owes
    the platform for having sold). Source: settlement identity, vector 15 of tests/payments.
    """
    taken = (vat_rupiah, pph22_rupiah, fee_rupiah, mdr_rupiah)
    if gross_rupiah < 0 or min(taken) < 0:
        raise ValueError("no part of a claim may be negative")
    vendor = gross_rupiah - sum(taken)
    if vendor < 0:
        raise ValueError("taxes and fees exceed the gross of the claim")
    return ClaimSplit(gross_rupiah, vendor, vat_rupiah, pph22_rupiah, fee_rupiah, mdr_rupiah)


def mdr_for(
    size_class: SizeClass,
    amount_rupiah: int,
    *,
    micro_rate_bp: int,
    other_rate_bp: int,
    micro_free_up_to_rupiah: int,
) -> int:
    """Return the merchant discount (MDR) the bank keeps of one payment, half up to the rupiah.

    A micro vendor pays nothing up to and including the free amount; the seller bears it and it is
    never added to the price. Raises: ValueError for negatives.
    Source: docs/regulations.md#R-MDR-MICRO, #R-MDR-OTHER, #R-MDR-FREE.
    """
    if size_class != SizeClass.MICRO:
        return bp_of(amount_rupiah, other_rate_bp)
    discount = bp_of(amount_rupiah, micro_rate_bp)
    return discount if amount_rupiah > micro_free_up_to_rupiah else 0
