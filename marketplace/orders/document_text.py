"""Sums and terms that the papers of an order print, in official Indonesian. Amounts in rupiah."""

from collections.abc import Iterable, Sequence
from datetime import date

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


def has_other_value_base(tax_class: str, rate_bp: int) -> bool:
    """Say whether 11 % is the law's 12 % on the other-value base; papers show both (R-PPN-1)."""
    return tax_class == TaxClass.PPN and rate_bp == 1_100


def _vat_rows(line: VatLine) -> Iterable[layout.AmountRow]:
    if has_other_value_base(line.tax_class, line.rate_bp):
        base = other_value_base(line.base_rupiah)
        yield {"label": "Dasar pengenaan lain (11/12)", "amount_rupiah": base}
        yield {"label": "PPN 12 % × 11/12", "amount_rupiah": line.amount_rupiah}
        return
    name = "PPN barang mewah" if line.tax_class == TaxClass.LUXURY else "PPN"
    yield {"label": f"{name} {percent(line.rate_bp)}", "amount_rupiah": line.amount_rupiah}


def handover_terms(*, place: str, freight: str, is_fetched: bool, deliver_on: date) -> list[str]:
    """Return where goods are handed over, by when, and how they come.

    is_fetched: the office takes them at the vendor's.
    """
    come = "diambil instansi di tempat penyedia" if is_fetched else f"diserahkan di {place}"
    return [f"Barang {come} paling lambat {moments.paper_day(deliver_on)}.", f"{freight}."]


def order_terms(
    *,
    handover: Sequence[str],
    accept_by: str,
    late_bp_per_day: int,
    tax: TaxBreakdown,
    by_card: bool,
) -> list[str]:
    """Return the numbered terms of a Surat Pesanan. accept_by: as written out.

    What the vendor gets is not promised: the bank's fee is known when the card is charged.
    """
    penalty = layout.per_mille(late_bp_per_day)
    terms = [
        *handover,
        f"Penyedia menyanggupi paling lambat {accept_by};"
        " lewat itu pesanan dapat diterbitkan ulang.",
        f"Denda keterlambatan {penalty} per hari dari nilai sebelum PPN.",
    ]
    parts = (("PPh Pasal 22", tax.pph22_rupiah), ("PPN", tax.vat_rupiah))
    taxes = " dan ".join(f"{name} {rupiah(amount)}" for name, amount in parts if amount)
    if taxes:
        terms.append(f"Dari pembayaran dipungut {taxes}.")
    if by_card:
        terms.append(
            "Biaya bank (MDR) ditanggung penyedia; besarnya diketahui setelah kartu ditagih."
        )
    return terms


def withheld_row(
    name: str, base_rupiah: int, rate_bp: int, amount_rupiah: int, *, tax_class: str
) -> layout.WithheldTax:
    """Return a tax as a withholding slip prints it, with the base its printed rate stands on."""
    rate = percent(rate_bp)
    if has_other_value_base(tax_class, rate_bp):
        name, rate = f"{name}, dasar pengenaan lain (11/12)", "12 %"
        base_rupiah = other_value_base(base_rupiah)
    return {
        "name": name,
        "base_rupiah": base_rupiah,
        "rate": rate,
        "amount_rupiah": amount_rupiah,
    }
