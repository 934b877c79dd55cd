"""An issued paper is frozen: the database refuses, and what got past it is found out."""

# ruff: noqa: S608 - statements by which the owner of the tables might forge

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from marketplace.core import audit
from marketplace.core.models import AuditEvent
from marketplace.documents import sealing
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from tests import stories
from tests.owner import run_as_owner
from tests.waiting import eventually

OFF = "ALTER TABLE documents_issueddocument DISABLE TRIGGER USER"
TRAIL_OFF = "ALTER TABLE core_auditevent DISABLE TRIGGER USER"
FORGED = {
    "amount": "UPDATE documents_issueddocument SET amount_rupiah = amount_rupiah + 46000000",
    "data": "UPDATE documents_issueddocument SET data = jsonb_set(data, '{gross_rupiah}', '1')",
    "amount and its hash": (
        "UPDATE documents_issueddocument SET amount_rupiah = 1, content_sha256 = repeat('a', 64)"
    ),
    "number": "UPDATE documents_issueddocument SET number = 'SP-2026-999999'",
    "moment": "UPDATE documents_issueddocument SET issued_at = issued_at + interval '1 day'",
}


@pytest.fixture
def paper(committed_world):
    order = stories.issued(committed_world)
    chain()
    return documents.of(order).get()


def chain():
    """Seal all lines; other sessions of this server may hold the newest back for a moment."""
    unsealed = AuditEvent.objects.filter(position__isnull=True)
    eventually(lambda: audit.seal() >= 0 and not unsealed.exists())


def checked(client, paper):
    return client.get(reverse("check_document", args=[paper.token])).content.decode()


def test_a_fresh_paper_holds_before_and_after_it_is_chained(client, committed_world):
    paper = documents.of(stories.issued(committed_world)).get()
    assert sealing.seal_of(paper) == sealing.Seal(holds=True)
    chain()
    seal = sealing.seal_of(paper)
    assert seal.holds
    assert seal.position is not None
    assert paper.content_sha256 in checked(client, paper)


@pytest.mark.parametrize("name", FORGED)
def test_the_application_cannot_change_a_paper(paper, name):
    with pytest.raises(Exception, match=r"permission denied"), connection.cursor() as cursor:
        cursor.execute(FORGED[name])


@pytest.mark.parametrize("name", FORGED)
def test_a_change_by_the_owner_is_told_to_whoever_checks(client, committed_db, paper, name):
    genuine = checked(client, paper)
    run_as_owner(committed_db, OFF, FORGED[name])
    page = checked(client, paper)
    assert "Rp\xa0" in genuine
    assert "Rp\xa0" not in page
    assert "rantai audit" in page
    with pytest.raises(documents.AlteredPaper):
        documents.pdf(paper)


def test_a_letter_that_was_changed_is_not_shown_on_screen_either(
    client, committed_db, committed_world, paper
):
    client.force_login(committed_world.budi)
    order = committed_world.agency.orders.get()
    page = reverse("order_letter", args=[order.public_id])
    assert client.get(page).status_code == 200
    run_as_owner(committed_db, OFF, FORGED["amount"])
    assert client.get(page).status_code == 409


def test_a_line_of_the_trail_changed_along_with_it_is_found(client, committed_db, paper):
    forged = IssuedDocument.objects.get()
    forged.amount_rupiah = 49_900_000
    sha256 = sealing.content_hash(forged)
    line = AuditEvent.objects.get(action=sealing.ISSUED)
    line.data["sha256"] = sha256
    rehashed = audit.line_hash(line, line.previous_hash)
    both = (
        "UPDATE documents_issueddocument SET amount_rupiah = 49900000,"
        f" content_sha256 = '{sha256}'",
        f"UPDATE core_auditevent SET data = jsonb_set(data, '{{sha256}}', '\"{sha256}\"')"
        f" WHERE id = {line.pk}",
        f"UPDATE core_auditevent SET hash = '{rehashed}' WHERE id = {line.pk}",
    )
    run_as_owner(committed_db, OFF, TRAIL_OFF, *both)
    assert not sealing.seal_of(IssuedDocument.objects.get()).holds


def test_a_pdf_is_sealed_when_it_is_set_and_cannot_be_exchanged(committed_db, paper):
    first = documents.pdf(paper)
    assert documents.pdf(paper) == first
    assert AuditEvent.objects.filter(action=sealing.TYPESET).count() == 1
    run_as_owner(
        committed_db,
        "ALTER TABLE core_privatefile DISABLE TRIGGER USER",
        "UPDATE core_privatefile SET sha256 = repeat('b', 64)",
    )
    with pytest.raises(documents.AlteredPaper):
        documents.pdf(paper)


def test_no_paper_without_its_line_in_the_trail(committed_world, paper):
    forged = IssuedDocument.objects.get()
    forged.pk, forged.number, forged.token = None, "SP-2026-999999", "t" * 24
    forged.content_sha256 = sealing.content_hash(forged)
    with pytest.raises(IntegrityError, match="no line of the trail"), transaction.atomic():
        forged.save(force_insert=True)


def test_a_second_line_about_a_paper_is_refused(paper):
    with pytest.raises(IntegrityError, match="one_seal_per_paper"):
        sealing.record(sealing.ISSUED, paper, "c" * 64)
