"""Taxes on a sale through the platform. Pure: values in, values out, no Django, no clock.

Every rate is an argument: the caller reads it from the rulebook for the *order's* date and stores
the rule beside the amount. Rules R-PPN-1, R-PPN-LUX, R-PPH22-1 and R-METERAI in
docs/regulations.md; worked vectors in tests/core/test_tax.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from marketplace.core.money import BASIS_POINTS, bp_of


class TaxClass(StrEnum):
    """What tax an item carries: VAT, local tax on food (PBJT), none, or VAT on luxury goods."""

    PPN = "ppn"
    PBJT = "pbjt"
    EXEMPT = "exempt"
    LUXURY = "luxury"


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """One order line: its net price (excluding PPN) in rupiah and its tax class."""

    amount_rupiah: int
    tax_class: TaxClass


@dataclass(frozen=True, slots=True)
class VatLine:
    """VAT (PPN) of one class: rounded once, on the sum of that class."""

    tax_class: TaxClass
    base_rupiah: int
    rate_bp: int
    amount_rupiah: int


@dataclass(frozen=True, slots=True)
class TaxBreakdown:
    """The whole tax picture of one order, in rupiah.

    gross = goods + freight + VAT is what the buyer pays; vendor_net_before_fees = gross - VAT -
    PPh 22 is what the vendor gets before platform fee and MDR.
    """

    goods_rupiah: int
    freight_rupiah: int
    vat_lines: tuple[VatLine, ...]
    vat_rupiah: int
    pph22_base_rupiah: int
    pph22_rate_bp: int
    pph22_rupiah: int
    gross_rupiah: int
    vendor_net_before_fees_rupiah: int


def vat_on(net_rupiah: int, rate_bp: int) -> int:
    """Return the VAT (PPN) on a net price, half up to the rupiah.

    Taken from the price itself, never from the printed other-value base: multiplying a rounded
    base drifts by up to half a rupiah. Raises: ValueError for negatives. Source: R-PPN-1.
    """
    return bp_of(net_rupiah, rate_bp)


def other_value_base(net_rupiah: int) -> int:
    """Return the other-value base (DPP nilai lain): 11/12 of the net price, half up.

    For print only; no tax is computed from it. Raises: ValueError for a negative price.
    Source: docs/regulations.md#R-PPN-1 (PMK 131/2024 Art. 3).
    """
    if net_rupiah < 0:
        raise ValueError("price must not be negative")
    return (22 * net_rupiah + 12) // 24


def vat_included_in(gross_rupiah: int, *, rate_bp: int) -> int:
    """Return the VAT (PPN) contained in a price that already includes it.

    Rounds half up, once; the rest stays in the base, so that base + VAT == gross.
    Raises: ValueError for a negative amount or rate. Source: R-PPN-1.
    """
    if gross_rupiah < 0 or rate_bp < 0:
        raise ValueError("amount and rate must not be negative")
    whole = BASIS_POINTS + rate_bp
    return (2 * gross_rupiah * rate_bp + whole) // (2 * whole)


def withholding_on(base_rupiah: int, rate_bp: int) -> int:
    """Return the income tax withheld (PPh 22) on a base without PPN, half up to the rupiah.

    The platform has no floor. Raises: ValueError for negatives. Source: R-PPH22-1.
    """
    return bp_of(base_rupiah, rate_bp)


def stamp_duty(amount_rupiah: int, *, above_rupiah: int, duty_rupiah: int) -> int:
    """Return the stamp duty (meterai) on a receipt stating this sum.

    Due only strictly above the threshold, once per document. Raises: ValueError for a negative
    amount. Source: docs/regulations.md#R-METERAI.
    """
    if amount_rupiah < 0:
        raise ValueError("amount must not be negative")
    return duty_rupiah if amount_rupiah > above_rupiah else 0


def freight_class(lines: Sequence[TaxableLine]) -> TaxClass:
    """Return the tax class that the seller's own freight follows.

    Freight is part of the sale: ordinary VAT as soon as one line carries it, else the class of
    the goods it brings. Our reading, marked [I] at R-PPN-1.
    """
    present = {line.tax_class for line in lines}
    ranked = (TaxClass.PPN, TaxClass.LUXURY, TaxClass.PBJT, TaxClass.EXEMPT)
    return next((tax_class for tax_class in ranked if tax_class in present), TaxClass.EXEMPT)


def compute_tax(
    lines: Sequence[TaxableLine],
    *,
    freight_rupiah: int,
    is_pkp: bool,
    vat_rate_bp: int,
    luxury_rate_bp: int,
    pph22_rate_bp: int,
) -> TaxBreakdown:
    """Return VAT, income tax and totals of one order to one vendor.

    lines: net prices. is_pkp: the vendor is VAT-registered on the order's date; a vendor who is
    not charges no VAT, income tax is withheld all the same (vector 5).
    Raises: ValueError for a negative amount or rate. Sources: R-PPN-1, R-PPN-LUX, R-PPH22-1.
    """
    if freight_rupiah < 0 or any(line.amount_rupiah < 0 for line in lines):
        raise ValueError("amounts must not be negative")
    goods = sum(line.amount_rupiah for line in lines)
    rates = {TaxClass.PPN: vat_rate_bp, TaxClass.LUXURY: luxury_rate_bp} if is_pkp else {}
    vat_lines = _vat_lines(lines, freight_rupiah, rates)
    vat = sum(line.amount_rupiah for line in vat_lines)
    base = goods + freight_rupiah
    pph22 = withholding_on(base, pph22_rate_bp)
    return TaxBreakdown(
        goods_rupiah=goods,
        freight_rupiah=freight_rupiah,
        vat_lines=vat_lines,
        vat_rupiah=vat,
        pph22_base_rupiah=base,
        pph22_rate_bp=pph22_rate_bp,
        pph22_rupiah=pph22,
        gross_rupiah=base + vat,
        vendor_net_before_fees_rupiah=base - pph22,
    )


def _vat_lines(
    lines: Sequence[TaxableLine], freight_rupiah: int, rates: dict[TaxClass, int]
) -> tuple[VatLine, ...]:
    bases = dict.fromkeys(rates, 0)
    freight = TaxableLine(freight_rupiah, freight_class(lines))
    for line in (*lines, freight):
        if line.tax_class in bases:
            bases[line.tax_class] += line.amount_rupiah
    return tuple(
        VatLine(tax_class, base, rates[tax_class], vat_on(base, rates[tax_class]))
        for tax_class, base in bases.items()
        if base
    )
