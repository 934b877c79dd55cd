"""The Berita Acara of a negotiation: who offered what, and what was agreed; official Indonesian."""

from typing import Final

from django.utils import translation

from marketplace.accounts.letterheads import letterhead_of
from marketplace.core import moments
from marketplace.core.calendar import local_day
from marketplace.core.money import rupiah, terbilang
from marketplace.documents import layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.negotiation import queries
from marketplace.negotiation.models import Negotiation
from marketplace.negotiation.queries import PricedLine, Said
from marketplace.negotiation.rules import Side, Step

RECORD: Final = "berita-acara-negosiasi"
SIDES: Final = {Side.BUYER: "Instansi", Side.SHOP: "Penyedia"}
STEPS: Final = {
    Step.OFFER: "menawar",
    Step.COUNTER: "menawar balik",
    Step.ACCEPT: "menyetujui",
    Step.REFUSE: "menolak",
}


def issue(negotiation: Negotiation) -> IssuedDocument:
    """Freeze and seal the record of an agreement, in the transaction that makes it."""
    with translation.override(moments.PAPER_LANGUAGE):
        data = _data(negotiation)
    return documents.issue(
        RECORD,
        number=negotiation.number,
        subject=negotiation,
        data=dict(data),
        amount_rupiah=data["amount_rupiah"],
    )


def _data(negotiation: Negotiation) -> layout.NegotiationData:
    agency, vendor = negotiation.agency, negotiation.vendor
    zone, at = agency.time_zone, negotiation.closed_at
    offer = negotiation.agreed
    assert at is not None  # noqa: S101 - the record of an agreement
    assert offer is not None  # noqa: S101 - as above
    assert negotiation.valid_until is not None  # noqa: S101 - as above
    told = queries.story(negotiation)
    agreed = next(one for one in told if one.round.pk == offer.pk)
    freight = offer.freight_rupiah or 0
    saved = queries.saved_rupiah(negotiation, offer)
    total = agreed.goods_rupiah + freight
    return {
        "number": negotiation.number,
        "date": moments.paper_day(local_day(at, zone)),
        "issued_at": at.isoformat(),
        "letterhead": letterhead_of(agency),
        "opening": (
            f"{agency.name} dan {vendor.name} {_how(negotiation)} atas barang berikut, "
            f"untuk diserahkan di {negotiation.delivery_address}, "
            f"{negotiation.delivery_region.name}. "
            "Harga belum termasuk PPN."
        ),
        "vendor": {"name": vendor.name, "address": f"{vendor.address}, {vendor.region}"},
        "rounds": [_round(one, zone) for one in told],
        "lines": [_line(one) for one in agreed.lines],
        "totals": [{"label": "Ongkos kirim", "amount_rupiah": freight}],
        "terms": [
            f"Dibanding harga etalase sebelum PPN, instansi menghemat {rupiah(saved)}.",
            "Berlaku untuk barang, jumlah, dan tempat ini, dalam satu pesanan, sampai "
            f"{moments.paper_day(negotiation.valid_until)}.",
        ],
        "amount_rupiah": total,
        "amount_in_words": f"{terbilang(total)} rupiah",
        "buyer_signer": _signer(told, Side.BUYER, "Pejabat Pengadaan", zone),
        "vendor_signer": _signer(told, Side.SHOP, "Untuk penyedia", zone),
    }


def _how(negotiation: Negotiation) -> str:
    if negotiation.origin:
        return f"bersepakat dari penawaran tertutup mini-kompetisi {negotiation.origin}"
    return "bernegosiasi di Pasar Bela"


def _line(agreed: PricedLine) -> layout.NegotiatedLine:
    return {
        "name": agreed.line.name,
        "quantity": f"{agreed.line.quantity} {agreed.line.unit}",
        "list_rupiah": agreed.line.list_rupiah,
        "unit_price_rupiah": agreed.rupiah,
        "amount_rupiah": agreed.total_rupiah,
    }


def _round(said: Said, zone: str) -> layout.NegotiatedRound:
    one = said.round
    words = [f"{line.line.name}: {rupiah(line.rupiah)}" for line in said.lines]
    if one.freight_rupiah is not None:
        words.append(f"Ongkos kirim: {rupiah(one.freight_rupiah)}")
    if one.words:
        words.append(f"Catatan: {one.words}")
    return {
        "when": moments.paper_moment(one.acted_at, zone),
        "who": f"{SIDES[Side(one.side)]} {STEPS[Step(one.step)]} ({one.acted_by})",
        "said": "; ".join(words) or "–",
    }


def _signer(told: list[Said], side: Side, position: str, zone: str) -> layout.Signer:
    last = [one.round for one in told if one.round.side == side][-1]
    return {
        "position": position,
        "name": str(last.acted_by),
        "signed_at": moments.paper_moment(last.acted_at, zone),
    }
