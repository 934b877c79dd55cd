"""The shape of the data each paper needs, and the Indonesian phrases on it. Pure.

Papers are official Indonesian whatever language the reader has chosen, so their words are not in
the catalogue. Amounts are whole rupiah; dates and moments arrive already written out.
"""

from typing import Any, Final, NotRequired, TypedDict

from marketplace.core.money import rupiah, terbilang

BP_PER_MILLE: Final = 10
_AMOUNT: Final = "amount_rupiah"


class Letterhead(TypedDict):
    """Kop surat; government and agency are printed in capitals."""

    government: str
    agency: str
    address: str


class AmountRow(TypedDict):
    """One line of the sum under the table."""

    label: str
    amount_rupiah: int


class Signer(TypedDict):
    """Who signs; ``signed_at`` is written out, absent or empty while unsigned.

    ``unsigned``: what is said instead where nobody is going to sign.
    """

    position: str
    name: str
    signed_at: NotRequired[str]
    unsigned: NotRequired[str]
    note: NotRequired[str]


class Sheet(TypedDict):
    """What every paper has. ``verify_url`` is added when it is issued; ``watermark``: CONTOH."""

    number: str
    date: str
    letterhead: Letterhead
    verify_url: NotRequired[str]
    issued_at: NotRequired[str]
    watermark: NotRequired[str]


class Paper(Sheet):
    """A paper about one sum; ``amount_in_words`` ends with the word "rupiah"."""

    amount_in_words: str


class Buyer(TypedDict):
    """Pemesan."""

    name: str
    position: str
    rup_code: str
    account_code: str


class Seller(TypedDict):
    """Penyedia; ``size_class`` as printed: "Usaha kecil, PKP"."""

    name: str
    size_class: str
    address: str
    payment_method: str


class MadeBy(TypedDict):
    """Who of a cooperative makes the goods of a line; absent for other vendors."""

    makers: NotRequired[str]


class WantedFor(TypedDict):
    """For which days a line is wanted; absent of goods."""

    wanted: NotRequired[str]


class Noted(TypedDict):
    """What the buyer says of a line; absent for nothing."""

    note: NotRequired[str]


class GoodsLine(TypedDict):
    """One ordered item; ``quantity`` carries its unit: "20 unit".

    ``makers``: the members of a cooperative who make it; absent for other vendors. ``wanted``: for
    which days it is booked; absent of goods. ``note``: what the buyer says of it, if anything.
    """

    name: str
    makers: NotRequired[str]
    wanted: NotRequired[str]
    note: NotRequired[str]
    quantity: str
    unit_price_rupiah: int
    amount_rupiah: int


class SuratPesananData(Paper):
    """Template ``surat-pesanan``; ``order_totals`` and ``order_terms`` below fill two of these."""

    buyer: Buyer
    vendor: Seller
    opening: str
    lines: list[GoodsLine]
    totals: list[AmountRow]
    gross_rupiah: int
    terms: list[str]
    signer: Signer


class Receiver(TypedDict):
    """Pihak I of the handover."""

    name: str
    position: str
    agency: str
    place: str


class Deliverer(TypedDict):
    """Pihak II of the handover."""

    name: str
    represented_by: str
    address: str


class ReceivedLine(TypedDict):
    """One item as ordered and as received, quantities with their unit."""

    name: str
    makers: NotRequired[str]
    wanted: NotRequired[str]
    ordered: str
    received: str
    condition: str


class BastData(Paper):
    """Template ``bast``; both sign."""

    receiver: Receiver
    vendor: Deliverer
    order_number: str
    purchase_letter_number: str
    received_on: str
    lines: list[ReceivedLine]
    totals: list[AmountRow]
    amount_rupiah: int
    statements: list[str]
    receiver_signer: Signer
    vendor_signer: Signer


class KuitansiData(Paper):
    """Template ``kuitansi``; the vendor's letterhead, the vendor signs."""

    payer: str
    amount_rupiah: int
    purpose: str
    payment_method: str
    order_number: str
    stamp_duty_rupiah: int
    signer: Signer


class TaxedParty(TypedDict):
    """The vendor from whom tax was withheld; the number masked but for its last four digits."""

    name: str
    npwp_masked: str
    address: str


class Collector(TypedDict):
    """Pihak Lain: the collector."""

    name: str
    npwp: str


class WithheldTax(TypedDict):
    """One tax; ``rate`` as printed: "0,5 %"."""

    name: str
    base_rupiah: int
    rate: str
    amount_rupiah: int


class WithholdingSlipData(Paper):
    """Template ``withholding-slip``; ``period`` is the tax's month: "November 2026"."""

    period: str
    claim_number: str
    vendor: TaxedParty
    collector: Collector
    order_number: str
    taxes: list[WithheldTax]
    amount_rupiah: int
    notes: list[str]
    signer: Signer


class ComparedTable(TypedDict):
    """Up to three offers side by side: each row is a label and one cell an offer."""

    heads: list[str]
    rows: list[list[str]]


class ComparisonData(Sheet):
    """Template ``perbandingan``: offers as they stood; ``totals``: what each of them costs."""

    title: str
    opening: str
    tables: list[ComparedTable]
    totals: list[AmountRow]
    signer: Signer


class NegotiatedRound(TypedDict):
    """What one side said: when, who, and prices, freight and words in one text."""

    when: str
    who: str
    said: str


class NegotiatedLine(TypedDict):
    """Agreed goods beside the price of the list; ``quantity`` carries its unit."""

    name: str
    quantity: str
    list_rupiah: int
    unit_price_rupiah: int
    amount_rupiah: int


class Party(TypedDict):
    """The shop of a negotiation."""

    name: str
    address: str


class NegotiationData(Paper):
    """Template ``berita-acara-negosiasi``: the rounds as they were said, and what was agreed."""

    opening: str
    vendor: Party
    rounds: list[NegotiatedRound]
    lines: list[NegotiatedLine]
    totals: list[AmountRow]
    amount_rupiah: int
    terms: list[str]
    buyer_signer: Signer
    vendor_signer: Signer


class CompetitionOffer(TypedDict):
    """An opened offer; ``rank``: its place, or that it failed."""

    rank: str
    vendor: str
    goods: str
    received: str
    unit_price_rupiah: int
    freight_rupiah: int
    amount_rupiah: int


class CompetitionData(Sheet):
    """Template ``berita-acara-mini-kompetisi``: where each offer stood, and what was taken."""

    title: str
    opening: str
    offers: list[CompetitionOffer]
    terms: list[str]
    buyer_signer: Signer
    approver_signer: Signer


class WaitingLine(TypedDict):
    """Units of one line that were sent, counted, and still wait; each with its unit."""

    name: str
    sent: str
    counted: str
    waiting: str


class DeliveryStatementData(Sheet):
    """Template ``keterangan-kirim``: goods that were sent and that nobody has counted in time."""

    buyer: str
    vendor: Deliverer
    order_number: str
    purchase_letter_number: str
    opening: str
    lines: list[WaitingLine]
    statements: list[str]
    signer: Signer


class ChangedTerm(TypedDict):
    """One term of an order as its letter said it, and as it holds from now on."""

    what: str
    before: str
    after: str


class AddendumData(Sheet):
    """Template ``adendum``: what both sides agreed to change in an order."""

    buyer: str
    vendor: Party
    order_number: str
    purchase_letter_number: str
    opening: str
    changes: list[ChangedTerm]
    terms: list[str]
    buyer_signer: Signer
    vendor_signer: Signer


def per_mille(rate_bp: int) -> str:
    """Return a rate in words as papers write a penalty: 10 -> ``satu per mil``."""
    whole, rest = divmod(rate_bp, BP_PER_MILLE)
    return f"{whole},{rest} per mil" if rest else f"{terbilang(whole)} per mil"


def sealed_figures(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what a paper counts, row by row as it prints it: goods, sums, taxes. No person."""
    rows = [(line["name"], _of_line(line)) for line in data.get("lines", [])]
    rows += [
        (f"{tax['name']}: {tax['rate']} × {rupiah(tax['base_rupiah'])}", rupiah(tax[_AMOUNT]))
        for tax in data.get("taxes", [])
    ]
    return rows + [(row["label"], rupiah(row[_AMOUNT])) for row in data.get("totals", [])]


def _of_line(line: dict[str, Any]) -> str:
    if "received" in line:
        return f"{line['received']} / {line['ordered']}"
    return f"{line['quantity']} × {rupiah(line['unit_price_rupiah'])} = {rupiah(line[_AMOUNT])}"
