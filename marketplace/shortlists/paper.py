"""The paper of a stored comparison: what was frozen, as it is printed, in official Indonesian."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils import translation

from marketplace.accounts.letterheads import letterhead_of
from marketplace.core import moments
from marketplace.core.calendar import local_day
from marketplace.documents import layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.shortlists import presenters
from marketplace.shortlists.models import StoredComparison

COMPARISON: Final = "perbandingan"
SIDE_BY_SIDE: Final = 3  # columns of a page


def issue(stored: StoredComparison) -> IssuedDocument:
    """Freeze and seal the paper of a comparison, in the transaction that stores it."""
    with translation.override(moments.PAPER_LANGUAGE):
        data = _data(stored)
    return documents.issue(COMPARISON, number=stored.number, subject=stored, data=dict(data))


def _data(stored: StoredComparison) -> layout.ComparisonData:
    agency, at = stored.agency, stored.made_at
    return {
        "number": stored.number,
        "date": moments.paper_day(local_day(at, agency.time_zone)),
        "issued_at": at.isoformat(),
        "letterhead": letterhead_of(agency),
        "title": stored.title,
        "opening": (
            "Penawaran berikut dibandingkan sebagaimana tercantum di Pasar Bela pada "
            f"{moments.paper_moment(at, agency.time_zone)}. Harga termasuk PPN, belum termasuk "
            "ongkos kirim."
        ),
        "tables": list(_tables(stored.offers)),
        "totals": [
            {"label": f"{one['title']}, {one['vendor']}", "amount_rupiah": one["price_rupiah"]}
            for one in stored.offers
        ],
        "signer": {
            "position": "Dibandingkan oleh",
            "name": str(stored.made_by),
            "unsigned": "disimpan oleh sistem, tanpa tanda tangan",
        },
    }


def _tables(offers: Sequence[dict[str, Any]]) -> Iterable[layout.ComparedTable]:
    rows = presenters.rows_of(offers)
    for start in range(0, len(offers), SIDE_BY_SIDE):
        part = range(start, min(start + SIDE_BY_SIDE, len(offers)))
        yield {
            "heads": [f"{place + 1}. {offers[place]['title']}" for place in part],
            "rows": [[one.label, *(one.cells[place].words for place in part)] for one in rows],
        }
