"""The BAST: what was ordered, what arrived, who signed."""

from datetime import datetime

from django.utils import translation

from marketplace.core import clock, documents, paper
from marketplace.core.calendar import local_day
from marketplace.core.models import IssuedDocument
from marketplace.core.money import terbilang
from marketplace.core.numbers import next_number
from marketplace.fulfilment.models import Handover
from marketplace.orders import papers as order_papers
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.rules import document_number

HANDOVER_RECORD = "bast"


def issue_handover_record(handover: Handover) -> IssuedDocument:
    """Number and freeze the BAST once both have signed, in the caller's transaction."""
    order = handover.order
    year = local_day(clock.now(), order.agency.time_zone).year
    number = document_number("BAST", year, next_number(f"BAST-{year}"))
    with translation.override("id"):
        data = _handover_record(handover, number)
    return documents.issue(
        HANDOVER_RECORD,
        number=number,
        subject=order,
        data=dict(data),
        amount_rupiah=order.gross_rupiah,
    )


def _lines(order: PurchaseOrder) -> list[paper.ReceivedLine]:
    return [
        {
            "name": line.title,
            "ordered": f"{line.quantity} {line.unit}",
            "received": f"{line.receipt_line.accepted_quantity} {line.unit}",
            "condition": "Baik, sesuai pesanan",
        }
        for line in order.lines.select_related("receipt_line")
    ]


def _handover_record(handover: Handover, number: str) -> paper.BastData:
    order = handover.order
    zone = order.agency.time_zone
    received_on = local_day(order.receipt.received_at, zone)
    letter = documents.of(order).filter(kind=order_papers.PURCHASE_LETTER).first()
    owner = order.vendor.owner
    return {
        "number": number,
        "date": paper.long_date(local_day(clock.now(), zone)),
        "issued_at": clock.now().isoformat(),
        "letterhead": order_papers.letterhead(order),
        "watermark": order_papers.WATERMARK,
        "receiver": {
            "name": str(handover.buyer_signed_by),
            "position": "Pejabat Pembuat Komitmen",
            "agency": order.agency.name,
            "place": order.delivery_address,
        },
        "vendor": {
            "name": order.vendor.name,
            "represented_by": str(owner),
            "address": f"{order.vendor.address}, {order.vendor.region}",
        },
        "order_number": order.number,
        "purchase_letter_number": letter.number if letter else "",
        "received_on": paper.long_date(received_on),
        "lines": _lines(order),
        "totals": paper.order_totals(order_papers.breakdown(order)),
        "amount_rupiah": order.gross_rupiah,
        "amount_in_words": f"{terbilang(order.gross_rupiah)} rupiah",
        "statements": [
            f"Barang dihitung dan diperiksa oleh {order.receipt.received_by} "
            f"pada {order_papers.local_moment(order.receipt.received_at, zone)}.",
            "Para pihak menyatakan barang lengkap dan dalam keadaan baik.",
        ],
        "receiver_signer": {
            "position": "Pejabat Pembuat Komitmen",
            "name": str(handover.buyer_signed_by),
            "signed_at": _moment(handover.buyer_signed_at, zone),
            "note": order_papers.UNCERTIFIED,
        },
        "vendor_signer": {
            "position": "Penyedia",
            "name": str(owner),
            "signed_at": _moment(handover.vendor_signed_at, zone),
            "note": order_papers.UNCERTIFIED,
        },
    }


def _moment(moment: datetime | None, zone: str) -> str:
    return order_papers.local_moment(moment, zone) if moment else ""
