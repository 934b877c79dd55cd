"""The Berita Acara of a competition: who opened what, where each offer stood, what was taken."""

from typing import Final

from django.utils import translation

from marketplace.accounts.letterheads import letterhead_of
from marketplace.competition.models import Competition, Key, Office, OpenedOffer, Status
from marketplace.core import moments
from marketplace.core.calendar import local_day
from marketplace.core.money import rupiah
from marketplace.documents import layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument

RECORD: Final = "berita-acara-mini-kompetisi"
POSITIONS: Final = {
    Office.ORDERS: "Pejabat Pengadaan",
    Office.APPROVES: "Pejabat Pembuat Komitmen",
}


def issue(row: Competition) -> IssuedDocument:
    """Freeze and seal the record of an opened competition, in the transaction that closes it."""
    with translation.override(moments.PAPER_LANGUAGE):
        data = _data(row)
    return documents.issue(RECORD, number=row.number, subject=row, data=dict(data))


def _data(row: Competition) -> layout.CompetitionData:
    agency = row.agency
    zone, at, opened_at = agency.time_zone, row.closed_at, row.opened_at
    assert at is not None  # noqa: S101 - it is closed
    assert opened_at is not None  # noqa: S101 - it was opened
    keys = {key.office: key for key in row.keys.select_related("released_by")}
    offers = list(row.opened.select_related("offer__invited__vendor"))
    return {
        "number": row.number,
        "title": row.title,
        "date": moments.paper_day(local_day(at, zone)),
        "issued_at": at.isoformat(),
        "letterhead": letterhead_of(agency),
        "opening": (
            f"{agency.name} membuka penawaran tertutup untuk {row.quantity} {row.unit} {row.title} "
            f"pada {moments.paper_moment(opened_at, zone)}, setelah batas waktu "
            f"{moments.paper_moment(row.offers_due, zone)}. HPS: "
            f"{rupiah(row.estimate_rupiah or 0)}. Semua harga belum termasuk PPN."
        ),
        "offers": [_offer(one, zone) for one in offers],
        "terms": [_result(row), *_reason(row)],
        "buyer_signer": _signer(keys[Office.ORDERS], zone),
        "approver_signer": _signer(keys[Office.APPROVES], zone),
    }


def _offer(one: OpenedOffer, zone: str) -> layout.CompetitionOffer:
    return {
        "rank": str(one.rank) if one.rank else "gugur",
        "vendor": one.offer.invited.vendor.name,
        "goods": one.name,
        "received": moments.paper_moment(one.offer.sent_at, zone),
        "unit_price_rupiah": one.unit_price_rupiah,
        "freight_rupiah": one.freight_rupiah,
        "amount_rupiah": one.total_rupiah,
    }


def _result(row: Competition) -> str:
    if row.status != Status.AWARDED or row.winner is None:
        return "Mini-kompetisi diakhiri tanpa pemenang."
    shop = row.winner.offer.invited.vendor.name
    return f"Penawaran yang diambil: {shop}, {rupiah(row.winner.total_rupiah)}."


def _reason(row: Competition) -> list[str]:
    return [f"Alasan: {row.closing_words}"] if row.closing_words else []


def _signer(key: Key, zone: str) -> layout.Signer:
    assert key.released_at is not None  # noqa: S101 - both halves opened it
    return {
        "position": POSITIONS[Office(key.office)],
        "name": str(key.released_by),
        "signed_at": moments.paper_moment(key.released_at, zone),
    }
