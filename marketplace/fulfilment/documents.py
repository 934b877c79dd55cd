"""The BAST: what was ordered, what arrived, who signed; and the statement of who waits for it."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils import translation

from catalog.tax import TaxBreakdown, TaxClass, VatLine
from marketplace.accounts.letterheads import letterhead_of
from marketplace.core import clock, moments
from marketplace.core.calendar import local_day
from marketplace.core.money import terbilang
from marketplace.documents import layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.fulfilment import queries
from marketplace.fulfilment.models import Claim, Handover, Receipt, Shipment
from marketplace.orders import document_text
from marketplace.orders import documents as order_papers
from marketplace.orders.models import PurchaseOrder
from vendors.queries import owner_of

HANDOVER_RECORD = "bast"
DELIVERY_STATEMENT = "keterangan-kirim"


def issue_handover_record(handover: Handover) -> IssuedDocument:
    """Freeze the BAST once both have signed and its claim is open, in the caller's transaction."""
    with translation.override(moments.PAPER_LANGUAGE):
        data = _handover_record(handover)
    return documents.issue(
        HANDOVER_RECORD,
        number=handover.number,
        subject=handover.order,
        data=dict(data),
        amount_rupiah=handover.claim.amount_rupiah,
    )


def breakdown(claim: Claim) -> TaxBreakdown:
    """Return the stored taxes of a claim in the shape the papers print."""
    shares = list(claim.taxes.select_related("order_tax"))
    withheld = next(share for share in shares if share.order_tax.kind == "pph22")
    return TaxBreakdown(
        goods_rupiah=claim.goods_rupiah,
        freight_rupiah=claim.freight_rupiah,
        vat_lines=tuple(
            VatLine(
                TaxClass(share.order_tax.tax_class),
                share.base_rupiah,
                share.order_tax.rate_bp,
                share.amount_rupiah,
            )
            for share in shares
            if share.order_tax.kind == "vat"
        ),
        vat_rupiah=claim.vat_rupiah,
        pph22_base_rupiah=withheld.base_rupiah,
        pph22_rate_bp=withheld.order_tax.rate_bp,
        pph22_rupiah=claim.pph22_rupiah,
        gross_rupiah=claim.amount_rupiah,
        vendor_net_before_fees_rupiah=claim.amount_rupiah - claim.vat_rupiah - claim.pph22_rupiah,
    )


def _lines(claim: Claim) -> list[layout.ReceivedLine]:
    return [
        {
            "name": line.title,
            **order_papers.made_by(line),
            **order_papers.wanted_for(line, claim.order.agency.time_zone),
            "ordered": f"{line.quantity} {line.unit}",
            "received": f"{units} {line.unit}",
            "condition": "Baik, sesuai pesanan",
        }
        for line, units in queries.claim_lines(claim)
    ]


def _handover_record(handover: Handover) -> layout.BastData:
    order, claim = handover.order, handover.claim
    zone = order.agency.time_zone
    receipts = list(handover.receipts.all())
    letter = documents.of(order).filter(kind=order_papers.PURCHASE_LETTER).first()
    owner = owner_of(order.vendor)
    return {
        "number": handover.number,
        "date": moments.paper_day(clock.today(zone)),
        "issued_at": clock.now().isoformat(),
        "letterhead": letterhead_of(order.agency),
        "receiver": {
            "name": str(handover.buyer_signed_by),
            "position": order_papers.commitment_position(order, handover.buyer_signed_by_id),
            "agency": order.agency.name,
            "place": order.delivery_address,
        },
        "vendor": {
            "name": order.vendor.name,
            "represented_by": str(owner or ""),
            "address": f"{order.vendor.address}, {order.vendor.region}",
        },
        "order_number": order.number,
        "purchase_letter_number": letter.number if letter else "",
        "received_on": moments.paper_day(local_day(receipts[-1].received_at, zone)),
        "lines": _lines(claim),
        "totals": document_text.order_totals(breakdown(claim)),
        "amount_rupiah": claim.amount_rupiah,
        "amount_in_words": f"{terbilang(claim.amount_rupiah)} rupiah",
        "statements": _statements(claim, receipts, zone),
        "receiver_signer": {
            "position": order_papers.commitment_position(order, handover.buyer_signed_by_id),
            "name": str(handover.buyer_signed_by),
            "signed_at": _moment(handover.buyer_signed_at, zone),
            "note": order_papers.UNCERTIFIED,
        },
        "vendor_signer": {
            "position": "Penyedia",
            "name": str(handover.vendor_signed_by),
            "signed_at": _moment(handover.vendor_signed_at, zone),
            "note": order_papers.UNCERTIFIED,
        },
    }


def _checked(receipt: Receipt) -> Iterator[str]:
    """Say what was looked at of each line of a count, and what was found."""
    found: dict[int, list[str]] = {}
    for check in receipt.checks.select_related("point"):
        word = "ya" if check.is_met else "TIDAK"
        found.setdefault(check.order_line_id, []).append(f"{check.point.words}: {word}")
    for line in receipt.lines.select_related("order_line"):
        said = found.get(line.order_line_id, [])
        if line.note:
            said = [*said, f"catatan: {line.note}"]
        if said:
            yield f"{line.order_line.title}: {'; '.join(said)}."


def _statements(claim: Claim, receipts: list[Receipt], zone: str) -> list[str]:
    counts = [
        words
        for receipt in receipts
        for words in (
            f"Barang dihitung dan diperiksa oleh {receipt.received_by} "
            f"pada {moments.paper_moment(receipt.received_at, zone)}.",
            *_checked(receipt),
        )
    ]
    if claim.goods_rupiah == claim.order.goods_rupiah:
        return [*counts, "Para pihak menyatakan barang lengkap dan dalam keadaan baik."]
    return [
        *counts,
        f"Serah terima ini untuk sebagian barang pesanan {claim.order.number}, dengan tagihan "
        f"{claim.number}.",
        "Para pihak menyatakan barang tersebut di atas dalam keadaan baik.",
    ]


def _moment(moment: datetime | None, zone: str) -> str:
    return moments.paper_moment(moment, zone) if moment else ""


def issue_delivery_statement(order: PurchaseOrder, number: str) -> IssuedDocument:
    """Freeze what was sent and not counted in time, for the shop, in the caller's transaction."""
    with translation.override(moments.PAPER_LANGUAGE):
        data = _delivery_statement(order, number)
    return documents.issue(DELIVERY_STATEMENT, number=number, subject=order, data=dict(data))


def _delivery_statement(order: PurchaseOrder, number: str) -> layout.DeliveryStatementData:
    zone = order.agency.time_zone
    letter = documents.of(order).filter(kind=order_papers.PURCHASE_LETTER).first()
    return {
        "number": number,
        "date": moments.paper_day(clock.today(zone)),
        "issued_at": clock.now().isoformat(),
        "letterhead": {
            "government": "Penyelenggara pasar",
            "agency": settings.COLLECTOR_NAME,
            "address": settings.COLLECTOR_ADDRESS,
        },
        "buyer": order.agency.name,
        "vendor": {
            "name": order.vendor.name,
            "represented_by": str(owner_of(order.vendor) or ""),
            "address": f"{order.vendor.address}, {order.vendor.region}",
        },
        "order_number": order.number,
        "purchase_letter_number": letter.number if letter else "",
        "opening": (
            "Menurut catatan sistem, barang berikut sudah dikirim dan sampai hari ini belum "
            "dihitung oleh pemesan, dan pemesan tidak mengajukan keluhan."
        ),
        "lines": [
            {
                "name": line.title,
                "sent": f"{units.shipped} {line.unit}",
                "counted": f"{units.accepted} {line.unit}",
                "waiting": f"{units.to_count} {line.unit}",
            }
            for line, units in queries.progress_of(order)
            if units.to_count
        ],
        "statements": [
            *_sendings(order),
            "Surat ini bukan berita acara serah terima dan tidak membuka tagihan.",
        ],
        "signer": {
            "position": "Penyelenggara pasar",
            "name": settings.COLLECTOR_NAME,
            "unsigned": "dibuat otomatis oleh sistem",
        },
    }


def _sendings(order: PurchaseOrder) -> list[str]:
    zone = order.agency.time_zone
    return [
        f"Dikirim {moments.paper_moment(row.shipped_at, zone)} oleh {row.shipped_by}, "
        f"{row.courier} {row.tracking}".strip()
        + "."
        for row in Shipment.objects.filter(order=order).select_related("shipped_by")
    ]
