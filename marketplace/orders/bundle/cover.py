"""The cover of a bundle: the order's story and the list of what lies in it, frozen as a paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from marketplace.accounts.letterheads import letterhead_of
from marketplace.core import moments
from marketplace.core.calendar import local_day
from marketplace.core.money import grouped
from marketplace.documents import bundle_layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.orders import document_text
from marketplace.orders.bundle.contents import Entry
from marketplace.orders.documents import breakdown
from marketplace.orders.models import EvidenceBundle

COVER = "bundel-bukti"


@dataclass(frozen=True)
class Story:
    """An order as its page tells it, in official Indonesian (bundle/story.py)."""

    steps: Sequence[bundle_layout.ToldStep]
    checks: Sequence[bundle_layout.ToldCheck]
    rules: Sequence[bundle_layout.ToldRule]


def issue(bundle: EvidenceBundle, entries: Sequence[Entry], story: Story) -> IssuedDocument:
    """Freeze and seal the cover, in the transaction that gives the bundle its number."""
    with translation.override(moments.PAPER_LANGUAGE):
        data = _data(bundle, entries, story)
    return documents.issue(
        COVER,
        number=bundle.number,
        subject=bundle,
        data=dict(data),
        amount_rupiah=bundle.order.gross_rupiah,
    )


def _data(
    bundle: EvidenceBundle, entries: Sequence[Entry], story: Story
) -> bundle_layout.BundleCoverData:
    order, zone = bundle.order, bundle.order.agency.time_zone
    return {
        "number": bundle.number,
        "date": moments.paper_day(local_day(bundle.made_at, zone)),
        "issued_at": bundle.made_at.isoformat(),
        "letterhead": letterhead_of(order.agency),
        "opening": (
            f"Bundel ini memuat bukti pesanan {order.number} sebagaimana tersimpan pada "
            f"{moments.paper_moment(bundle.made_at, zone)}. Keaslian sampul dan berkas bundel "
            "diperiksa lewat kode QR di bawah."
        ),
        "order": {
            "number": order.number,
            "title": order.title,
            "buyer": order.agency.name,
            "state": order.get_status_display(),
            "rup_code": order.plan_package.rup_code,
            "account_code": order.account_code.code,
        },
        "vendor": {
            "name": order.vendor.name,
            "address": f"{order.vendor.address}, {order.vendor.region}",
        },
        "goods": [
            {"name": line.title, "quantity": f"{line.quantity} {line.unit}"}
            for line in order.lines.all()
        ],
        "totals": [
            {"label": "Barang", "amount_rupiah": order.goods_rupiah},
            *document_text.order_totals(breakdown(order)),
        ],
        "gross_rupiah": order.gross_rupiah,
        "steps": list(story.steps),
        "checks": list(story.checks),
        "rules": list(story.rules),
        "contents": [_content(one) for one in entries],
        "content_sha256": bundle.content_sha256,
        "terms": [
            "Buka bundel, lalu jalankan: sha256sum -c SHA256SUMS. Setiap berkas harus cocok.",
            "Cocokkan SHA-256 berkas bundel (.zip) dengan halaman yang dibuka kode QR.",
            "Berkas yang dihapus atas hak pemilik data tinggal nama dan SHA-256-nya.",
        ],
        "signer": {
            "position": "Diminta oleh",
            "name": str(bundle.made_by),
            "unsigned": "disusun oleh sistem, tanpa tanda tangan",
        },
    }


def _content(entry: Entry) -> bundle_layout.BundledFile:
    size = "terhapus" if entry.is_erased else f"{grouped(entry.size)} byte"
    return {"path": entry.path, "what": entry.what, "size": size, "sha256": entry.sha256}
