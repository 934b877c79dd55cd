"""A comparison is stored as it stood: its numbers, its moment, its person; nobody rewrites it."""

import io
import re

import pypdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from marketplace.core.errors import NotAllowed, RuleViolation
from marketplace.documents.models import IssuedDocument
from marketplace.shortlists import services
from marketplace.shortlists.models import StoredComparison
from tests import factories
from tests.sourcing.test_cart import BACKEND


@pytest.fixture
def stored(world, offers):
    services.compare(sku_ids=[sku.pk for sku in offers[:4]], actor=world.ani)
    return services.store_comparison(
        agency_id=world.agency.pk, title="Kertas triwulan dua", actor=world.ani
    )


def test_what_was_stored_stays_when_price_and_goods_change(world, ani_at, offers, stored):
    factories.make_price(offers[0], 40_000)
    page = ani_at.get(reverse("stored_comparison", args=[stored.public_id])).content.decode()
    assert "50.000" in page
    assert "40.000" not in page
    assert "Kertas triwulan dua" in page
    assert "Ani" in page


def shown(client) -> str:
    """What the page says it shows."""
    return re.search(r'name="seen" value="([^"]*)"', client.get("/banding/").content.decode())[1]


def test_it_is_stored_from_the_page_with_a_title(world, ani_at, offers):
    services.compare(sku_ids=[offers[0].pk], actor=world.ani)
    alone = ani_at.post(reverse("comparison_store"), {"title": "Sendiri"})
    assert alone.status_code == 422
    services.compare(sku_ids=[offers[1].pk], actor=world.ani)
    seen = shown(ani_at)
    empty = ani_at.post(reverse("comparison_store"), {"title": " ", "seen": seen})
    assert empty.status_code == 422
    assert not StoredComparison.objects.exists()
    answer = ani_at.post(
        reverse("comparison_store"), {"title": "Kertas", "seen": seen}, follow=True
    )
    made = StoredComparison.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("stored_comparison", args=[made.public_id])
    assert made.number in ani_at.get(reverse("stored_comparisons")).content.decode()


def test_a_price_that_changed_since_the_look_is_named_and_nothing_is_stored(world, ani_at, offers):
    services.compare(sku_ids=[offers[0].pk, offers[1].pk], actor=world.ani)
    seen = shown(ani_at)
    factories.make_price(offers[0], 40_000)
    answer = ani_at.post(reverse("comparison_store"), {"title": "Kertas", "seen": seen})
    assert answer.status_code == 409
    page = " ".join(answer.content.decode().replace("\xa0", " ").split())
    assert "Rp 50.000 → Rp 40.000" in page
    assert 'value="Kertas"' in page
    assert not StoredComparison.objects.exists()
    assert ani_at.post(reverse("comparison_store"), {"title": "Kertas"}).status_code == 409


def test_its_paper_says_the_same_and_is_sealed(world, ani_at, stored):
    answer = ani_at.get(reverse("issued_document", args=[stored.number]))
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for words in (stored.number, "Kertas triwulan dua", "Toko Kertas 3", "Rp 53.000", "Ani"):
        assert words in text
    check = ani_at.get(reverse("check_document", args=[IssuedDocument.objects.get().token]))
    assert "53.000" in check.content.decode()


@pytest.mark.parametrize(
    "sql", ["UPDATE {} SET title = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_keeps_it(stored, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("shortlists_storedcomparison"))


def test_the_database_wants_two_offers(world, stored):
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        StoredComparison.objects.create(
            number="BANDING-2026-999999",
            agency=world.agency,
            title="Satu",
            offers=stored.offers[:1],
            made_by=world.ani,
            made_at=stored.made_at,
        )
    assert refused.value.__cause__.diag.constraint_name == "stored_comparison_of_offers"


@pytest.mark.parametrize(
    ("name", "status"),
    [("ani", 200), ("budi", 200), ("gita", 200), ("indra", 200), ("dedi", 404), ("citra", 404)],
)
def test_the_agency_and_its_auditors_read_it(world, client, stored, name, status):
    client.force_login(getattr(world, name), backend=BACKEND)
    assert client.get(reverse("stored_comparison", args=[stored.public_id])).status_code == status
    assert client.get(reverse("issued_document", args=[stored.number])).status_code == status


def test_nobody_stores_for_another_agency_or_a_single_offer(world, offers):
    services.compare(sku_ids=[sku.pk for sku in offers[:2]], actor=world.dedi)
    with pytest.raises(NotAllowed):
        services.store_comparison(agency_id=world.agency.pk, title="Kertas", actor=world.dedi)
    services.compare(sku_ids=[offers[0].pk], actor=world.ani)
    with pytest.raises(RuleViolation) as refused:
        services.store_comparison(agency_id=world.agency.pk, title="Kertas", actor=world.ani)
    assert "2" in refused.value.message
    assert not StoredComparison.objects.exists()
