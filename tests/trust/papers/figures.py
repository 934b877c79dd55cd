"""What each kind of paper must print: a table of figures, each read from the rows it is about.

Nothing here reads the paper's own data, nor the code that wrote it, but for how money and days are
spelled; sums and shares are reckoned anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.core.calendar import local_day
from marketplace.core.models import Deadline
from marketplace.core.moments import paper_day, paper_month
from marketplace.core.money import grouped, percent, rupiah, terbilang
from marketplace.core.subjects import about
from marketplace.documents.models import IssuedDocument
from marketplace.documents.printable import printable
from marketplace.fulfilment.models import Claim
from marketplace.orders.models import PurchaseOrder
from payments.models import CardPayment

Figures = Iterator[tuple[str, str]]
ZONE = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
MONEY = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?![\d.])")


def expected(paper: IssuedDocument) -> list[tuple[str, str]]:
    """Return (name of the figure, words that must stand on the paper)."""
    order = PurchaseOrder.objects.select_related("agency", "vendor").get(pk=paper.subject_id)
    rows = {
        "surat-pesanan": lambda: _letter(order),
        "bast": lambda: _handover(order, Claim.objects.get(handover__number=paper.number)),
        "kuitansi": lambda: _receipt(order, _claim(paper)),
        "withholding-slip": lambda: _slip(order, _claim(paper)),
    }[paper.kind]()
    return [("number", paper.number), ("order or party", _party(order, paper.kind)), *rows]


def strays(text: str, wanted: list[tuple[str, str]]) -> list[str]:
    """Return sums on a paper that no row of the table accounts for, each as often as it is one."""
    allowed = {figure for _name, words in wanted for figure in MONEY.findall(words)}
    return sorted(set(MONEY.findall(text)) - allowed)


def _party(order: PurchaseOrder, kind: str) -> str:
    return printable(order.vendor.name if kind != "kuitansi" else order.number)


def _claim(paper: IssuedDocument) -> Claim:
    return Claim.objects.get(number=paper.data["claim_number"])


def _moment(moment: datetime, order: PurchaseOrder) -> str:
    zone = order.agency.time_zone
    there = moment.astimezone(ZoneInfo(zone))
    return f"{paper_day(there.date())} pukul {there:%H.%M} {ZONE[zone]}"


def _letter(order: PurchaseOrder) -> Figures:
    issued = order.status_changes.get(to_status="issued").changed_at
    zone = order.agency.time_zone
    yield "day", f"Nomor {_number_of(order)} · {paper_day(local_day(issued, zone))}"
    yield "signature", _moment(issued, order)
    for line in order.lines.all():
        sums = f"{grouped(line.unit_price_rupiah)} {grouped(line.total_rupiah)}"
        yield f"line {line.pk}", f"{line.title} {line.quantity} {line.unit} {sums}"
    yield from _freight(order.freight_rupiah)
    for tax in order.taxes.filter(kind="vat"):
        yield from _vat(tax.tax_class, tax.base_rupiah, tax.rate_bp, tax.amount_rupiah)
    yield "gross", f"Jumlah dibayar {rupiah(order.gross_rupiah)}"
    yield "words", f"Terbilang: {terbilang(order.gross_rupiah)} rupiah"
    yield "withheld PPh 22", f"PPh Pasal 22 {rupiah(order.pph22_rupiah)}"
    if order.vat_rupiah:
        yield "withheld PPN", f"PPN {rupiah(order.vat_rupiah)}"
    yield "plan", order.plan_package.rup_code
    yield "account", order.account_code.code
    clock = about(Deadline.objects.filter(kind="order.accept"), order).first()
    if clock is not None:
        yield "answer by", _moment(clock.due_at, order)


def _number_of(order: PurchaseOrder) -> str:
    papers = about(IssuedDocument.objects.filter(kind="surat-pesanan"), order)
    return str(papers.get().number)


def _handover(order: PurchaseOrder, claim: Claim) -> Figures:
    handover = claim.handover
    counted: Counter[int] = Counter()
    for receipt in handover.receipts.all():
        yield "counted", f"{receipt.received_by} pada {_moment(receipt.received_at, order)}"
        counted.update(dict(receipt.lines.values_list("order_line_id", "accepted_quantity")))
    last = max(handover.receipts.values_list("received_at", flat=True))
    yield "received", f"Pada {paper_day(local_day(last, order.agency.time_zone))}"
    for line in order.lines.filter(pk__in=counted):
        units = f"{line.quantity} {line.unit} {counted[line.pk]} {line.unit}"
        yield f"line {line.pk}", f"{line.title} {units}"
    for person, moment in (
        (handover.buyer_signed_by, handover.buyer_signed_at),
        (handover.vendor_signed_by, handover.vendor_signed_at),
    ):
        assert moment is not None
        yield "signature", _moment(moment, order)
        yield "signer", str(person)
    yield from _freight(claim.freight_rupiah)
    for share in claim.taxes.filter(order_tax__kind="vat"):
        tax = share.order_tax
        yield from _vat(tax.tax_class, share.base_rupiah, tax.rate_bp, share.amount_rupiah)
    yield "value", f"Nilai yang diterima {rupiah(claim.amount_rupiah)}"
    yield "words", f"Terbilang: {terbilang(claim.amount_rupiah)} rupiah"
    yield "letter", _number_of(order)


def _receipt(order: PurchaseOrder, claim: Claim) -> Figures:
    charge, day = _charge(order, claim)
    yield "sum", f"Uang sejumlah {rupiah(claim.amount_rupiah)}"
    yield "words", f"Terbilang: {terbilang(claim.amount_rupiah)} rupiah"
    yield "charge", charge.bank_reference
    yield "day of the charge", paper_day(day)
    if claim.amount_rupiah > 5_000_000:
        yield "stamp duty", "bea meterai Rp 10.000"


def _slip(order: PurchaseOrder, claim: Claim) -> Figures:
    _, day = _charge(order, claim)
    yield "day", paper_day(day)
    yield "month", f"Masa pajak {paper_month(day)}"
    for share in claim.taxes.exclude(amount_rupiah=0).select_related("order_tax"):
        tax = share.order_tax
        rate, base = percent(tax.rate_bp), share.base_rupiah
        if tax.tax_class == "ppn" and tax.kind == "vat":
            rate, base = "12 %", _eleven_twelfths(base)
        yield f"tax {tax.kind}", f"{grouped(base)} {rate} {grouped(share.amount_rupiah)}"
    total = claim.vat_rupiah + claim.pph22_rupiah
    yield "total", f"Jumlah dipungut {rupiah(total)}"
    yield "words", f"Terbilang: {terbilang(total)} rupiah"
    yield "tax number", f"············{order.vendor.npwp[-4:]}"


def _charge(order: PurchaseOrder, claim: Claim) -> tuple[CardPayment, Any]:
    charge = CardPayment.objects.get(claim=claim, instruction__status="succeeded")
    answer = charge.instruction.answer
    assert answer is not None
    return charge, local_day(answer.occurred_at or answer.received_at, order.agency.time_zone)


def _freight(amount: int) -> Figures:
    if amount:
        yield "freight", f"Ongkos kirim {grouped(amount)}"


def _vat(tax_class: str, base: int, rate_bp: int, amount: int) -> Figures:
    if tax_class == "ppn":
        yield "base", f"Dasar pengenaan lain (11/12) {grouped(_eleven_twelfths(base))}"
        yield "PPN", f"PPN 12 % × 11/12 {grouped(amount)}"
    else:
        yield "PPN on luxury", f"{percent(rate_bp)} {grouped(amount)}"


def _eleven_twelfths(base: int) -> int:
    return int(Fraction(base * 11, 12) + Fraction(1, 2))
