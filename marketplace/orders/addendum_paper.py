"""The addendum to a Surat Pesanan: which day it named and which one holds; official Indonesian."""

from typing import Final

from django.utils import translation

from marketplace.accounts.letterheads import letterhead_of
from marketplace.accounts.models import User
from marketplace.core import moments
from marketplace.core.calendar import local_day
from marketplace.documents import layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.orders.documents import PURCHASE_LETTER, commitment_position
from marketplace.orders.models import Addendum, PurchaseOrder

ADDENDUM: Final = "adendum"


def issue(row: Addendum) -> IssuedDocument:
    """Freeze and seal the paper of an agreed addendum, in the transaction that agrees."""
    with translation.override(moments.PAPER_LANGUAGE):
        data = _data(row)
    return documents.issue(ADDENDUM, number=row.number, subject=row.order, data=dict(data))


def _data(row: Addendum) -> layout.AddendumData:
    order, at = row.order, row.answered_at
    assert at is not None  # noqa: S101 - it is agreed
    assert row.answered_by is not None  # noqa: S101 - as above
    zone, vendor = order.agency.time_zone, order.vendor
    letter = documents.of(order).filter(kind=PURCHASE_LETTER).first()
    signed = {
        row.by_shop: (row.proposed_by, moments.paper_moment(row.proposed_at, zone)),
        not row.by_shop: (row.answered_by, moments.paper_moment(at, zone)),
    }
    (officer, officer_at), (seller, seller_at) = signed[False], signed[True]
    return {
        "number": row.number,
        "date": moments.paper_day(local_day(at, zone)),
        "issued_at": at.isoformat(),
        "letterhead": letterhead_of(order.agency),
        "buyer": order.agency.name,
        "vendor": {"name": vendor.name, "address": f"{vendor.address}, {vendor.region}"},
        "order_number": order.number,
        "purchase_letter_number": letter.number if letter else "",
        "opening": "Para pihak sepakat mengubah hari pengiriman pesanan ini sebagai berikut.",
        "changes": [
            {
                "what": "Barang diserahkan paling lambat",
                "before": moments.paper_day(row.from_day),
                "after": moments.paper_day(row.to_day),
            }
        ],
        "terms": [
            f"Diusulkan oleh {'penyedia' if row.by_shop else 'instansi'}, dengan alasan: "
            f"{row.reason}",
            "Ketentuan lain Surat Pesanan tidak berubah.",
        ],
        "buyer_signer": {
            "position": _position(order, officer),
            "name": str(officer),
            "signed_at": officer_at,
        },
        "vendor_signer": {
            "position": "Untuk penyedia",
            "name": str(seller),
            "signed_at": seller_at,
        },
    }


def _position(order: PurchaseOrder, officer: User) -> str:
    if officer.pk == order.commitment_officer_id:
        return commitment_position(order, officer.pk)
    return "Pejabat Pengadaan"
