"""`manage.py trust papers`, smaller: the papers of one zone, and the saboteurs."""

import pytest

from marketplace.documents import services as documents
from marketplace.documents import typesetting
from tests.trust.papers import archive, experiment, figures, market

EAST = ("Asia/Jayapura",)  # where it is the next day already


def test_every_paper_says_what_is_stored_and_no_change_goes_unseen(own_database):
    market.build(EAST)
    found = experiment.papers()
    each = experiment.one_of_each(found)
    # Of no order, or without a sum: tests/shortlists/test_evidence.py, tests/negotiation,
    # tests/competition, tests/orders/test_bundle.py, tests/orders/test_addenda.py,
    # tests/fulfilment/test_uncounted.py hold them.
    apart = {"perbandingan", "keterangan-kirim", "bundel-bukti", "adendum"}
    apart |= {f"berita-acara-{what}" for what in ("negosiasi", "mini-kompetisi")}
    assert {paper.kind for paper in each} == typesetting.TEMPLATES - apart
    for paper in found:
        pdf = documents.pdf(paper)
        assert figures.expected(paper)
        assert experiment.misprints(paper, pdf) == []
        assert archive.faults(pdf) == []
        tried, unseen = experiment.unseen_changes(paper)
        assert (tried > 0, unseen) == (True, 0)
    assert list(experiment.slip_faults(found)) == []
    for paper in each:
        assert list(experiment.check_page_faults(paper)) == []
    smallest = min(each, key=lambda paper: paper.amount_rupiah)
    assert list(experiment.hostile_faults(smallest)) == []


@pytest.mark.parametrize("name", experiment.SABOTEURS)
def test_a_saboteur_is_noticed(own_database, name):
    at_work, notices = experiment.SABOTEURS[name]
    with at_work():
        market.build(EAST)
        assert notices()
