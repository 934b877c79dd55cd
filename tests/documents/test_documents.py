"""Numbered papers: read by those concerned, checked by anybody, frozen for ever."""

import pytest
from django.urls import reverse

from marketplace.core.policy import ALLOW, deny
from marketplace.documents import services as documents
from tests import factories


@pytest.fixture
def paper(ani, monkeypatch):
    """A paper about Ani's account; its content is irrelevant here."""
    kind = ani._meta.label_lower
    policy = lambda user, document: ALLOW if user.pk == document.subject_id else deny("x")  # noqa: E731
    monkeypatch.setattr(documents, "_readers", {kind: policy})
    monkeypatch.setattr(documents, "_states", {kind: lambda _document: "Masih berlaku"})
    monkeypatch.setattr(documents, "render_pdf", lambda kind, data: b"%PDF-1.7 " + kind.encode())
    data = {
        "letterhead": {"agency": "Dinas Contoh", "government": "Kota", "address": "Jalan 1"},
        "vendor": {"name": "Sanggar Tenun"},
        "signer": {"name": "Budi Rahasia"},
        "watermark": "CONTOH",
    }
    return documents.issue(
        "bast", number="BAST/2026/7", subject=ani, data=data, amount_rupiah=1_500_000
    )


def test_its_reader_gets_the_same_bytes_each_time(client, ani, paper):
    client.force_login(ani)
    for name in (paper.number, str(paper.pk)):
        answer = client.get(reverse("issued_document", args=[name]))
        assert answer.content == b"%PDF-1.7 bast"
        assert 'filename="BAST-2026-7.pdf"' in answer["Content-Disposition"]
    paper.refresh_from_db()
    assert paper.file is not None


def test_for_others_it_does_not_exist(client, dedi, paper):
    address = reverse("issued_document", args=[paper.number])
    assert client.get(address).status_code == 302
    client.force_login(dedi)
    assert client.get(address).status_code == 404
    assert client.get(reverse("issued_document", args=["tidak-ada"])).status_code == 404
    assert client.get(reverse("issued_document", args=["9" * 30])).status_code == 404


def test_anybody_can_check_it_and_learns_no_persons_name(client, paper):
    page = client.get(reverse("check_document", args=[paper.token])).content.decode()
    names = ("BAST/2026/7", "Dinas Contoh", "Sanggar Tenun")
    for shown in (*names, "Rp\xa01.500.000", "Masih berlaku"):
        assert shown in page
    assert "Budi Rahasia" not in page


def test_an_unknown_token_says_so(client, db):
    answer = client.get(reverse("check_document", args=["x" * 24]))
    assert answer.status_code == 404


def test_the_printed_address_leads_to_the_check(settings, paper):
    assert paper.data["verify_url"] == settings.BASE_URL + reverse(
        "check_document", args=[paper.token]
    )


def test_the_check_shows_every_sealed_figure_and_the_printed_date(client, ani, monkeypatch):
    monkeypatch.setattr(documents, "_readers", {})
    data = {
        "date": "Selasa, 1 Desember 2026",
        "lines": [
            {
                "name": "Kursi",
                "quantity": "20 unit",
                "unit_price_rupiah": 1_250_000,
                "amount_rupiah": 25_000_000,
            },
            {"name": "Meja", "ordered": "5 unit", "received": "4 unit", "condition": "baik"},
        ],
        "taxes": [
            {"name": "PPN", "rate": "12 %", "base_rupiah": 916_667, "amount_rupiah": 110_000}
        ],
        "totals": [{"label": "Ongkos kirim", "amount_rupiah": 75_000}],
    }
    issued = documents.issue("x", number="X-1", subject=ani, data=data, amount_rupiah=25_000_000)
    page = client.get(reverse("check_document", args=[issued.token])).content.decode()
    for shown in (
        "Selasa, 1 Desember 2026",
        "20 unit × Rp 1.250.000 = Rp 25.000.000",
        "4 unit / 5 unit",
        "PPN: 12 % × Rp 916.667",
        "Rp 110.000",
        "Rp 75.000",
        issued.content_sha256,
    ):
        assert shown in page


def test_a_subject_without_a_policy_is_open_to_nobody(ani, monkeypatch, paper):
    monkeypatch.setattr(documents, "_readers", {})
    assert not documents.can_read(ani, paper)
    assert not documents.can_read(factories.make_user("Kim"), paper)
