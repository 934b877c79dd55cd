"""Sums and terms that the papers of an order print, in official Indonesian. Amounts in rupiah."""

from collections.abc import Iterable
from datetime import date, datetime

from catalog.tax import TaxBreakdown, TaxClass, VatLine, other_value_base
from marketplace.core import moments
from marketplace.core.money import percent, rupiah
from marketplace.documents import layout


def order_totals(tax: TaxBreakdown) -> list[layout.AmountRow]:
    """Return the rows between goods and gross: freight, then base and amount of each VAT."""
    rows: list[layout.AmountRow] = []
    if tax.freight_rupiah:
        rows.append({"label": "Ongkos kirim", "amount_rupiah": tax.freight_rupiah})
    for line in tax.vat_lines:
        rows.extend(_vat_rows(line))
    if not tax.vat_lines:
        rows.append({"label": "PPN (tidak dipungut)", "amount_rupiah": 0})
    return rows


def _vat_rows(line: VatLine) -> Iterable[layout.AmountRow]:
    if line.tax_class == TaxClass.PPN and line.rate_bp == 1_100:
        # 11 % is the law's 12 % on the other-value base; buyers look for both figures (R-PPN-1).
        base = other_value_base(line.base_rupiah)
        yield {"label": "Dasar pengenaan lain (11/12)", "amount_rupiah": base}
        yield {"label": "PPN 12 % × 11/12", "amount_rupiah": line.amount_rupiah}
        return
    name = "PPN barang mewah" if line.tax_class == TaxClass.LUXURY else "PPN"
    yield {"label": f"{name} {percent(line.rate_bp)}", "amount_rupiah": line.amount_rupiah}


def order_terms(
    *,
    place: str,
    deliver_on: date,
    accept_by: datetime,
    zone: str,
    late_bp_per_day: int,
    tax: TaxBreakdown,
) -> list[str]:
    """Return the numbered terms of a Surat Pesanan. ``zone``: the agency's."""
    penalty = layout.per_mille(late_bp_per_day)
    return [
        f"Barang diserahkan di {place} paling lambat {moments.paper_day(deliver_on)}.",
        f"Penyedia menyanggupi paling lambat {moments.paper_moment(accept_by, zone)};"
        " lewat itu pesanan dapat diterbitkan ulang.",
        f"Denda keterlambatan {penalty} per hari dari nilai sebelum PPN.",
        f"PPh Pasal 22 sebesar {rupiah(tax.pph22_rupiah)} dipungut pemungut;"
        f" penyedia menerima {rupiah(tax.vendor_net_before_fees_rupiah)}.",
    ]
