"""The evidence of an order as one file: all of it, the same each time, checkable without us."""

import hashlib
import io
import json
import zipfile

import pypdf
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.core import audit, files
from marketplace.core.errors import Conflict, NotAllowed
from marketplace.core.models import AuditEvent, FileAccess, PrivateFile
from marketplace.core.privacy import GONE
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.documents.services import AlteredPaper
from marketplace.notices.services import post_message
from marketplace.orders.bundle.cover import Story
from marketplace.orders.models import EvidenceBundle
from marketplace.orders.services import take_bundle
from tests import factories, stories
from tests.fulfilment.complaining import staged_complaint
from tests.trust.papers import archive

TAKERS = {"ani", "budi", "hadi", "indra"}
CAST = ("ani", "budi", "citra", "dedi", "eka", "fajar", "gita", "hadi", "indra", "joko", "kartika")
NO_STORY = Story(steps=[], checks=[], rules=[])
EVIL = "=HYPERLINK(1)"


def seal_all() -> None:
    """The sealer waits for the end of the test's own transaction; here it does not."""
    lines, previous = list(AuditEvent.objects.order_by("txid", "pk")), audit.GENESIS
    for position, line in enumerate(lines, start=1):
        line.position, line.previous_hash = position, previous
        line.hash = previous = audit.line_hash(line, previous)
    audit._write_seals(lines)


def taken(client, order, person) -> zipfile.ZipFile:
    """What a person gets who presses the button."""
    client.force_login(person)
    answer = client.post(reverse("order_bundle", args=[order.public_id]))
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def packed(order, person) -> bytes:
    bundle = take_bundle(order_id=order.pk, actor=person, story=NO_STORY)
    with bundle.file as file:
        return file.read()


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.fixture
def complained(kept_world):
    """An order with a complaint, its photo, and a word in the conversation."""
    order = staged_complaint(kept_world).order
    post_message(subject=order, author=kept_world.ani, author_line="Ani · PP", text=EVIL)
    return order


def test_indra_takes_all_of_it_along_and_checks_it_without_us(client, kept_world, complained):
    bundle = taken(client, complained, kept_world.indra)
    names = bundle.namelist()
    manifest = json.loads(bundle.read("manifest.json"))
    sums = dict(
        reversed(line.split(" *", 1)) for line in bundle.read("SHA256SUMS").decode().splitlines()
    )
    assert sorted(sums) == sorted(set(names) - {"SHA256SUMS"})
    for name, sha256 in sums.items():
        assert hashlib.sha256(bundle.read(name)).hexdigest() == sha256
    listed = {one["path"]: one["sha256"] for one in manifest["files"]}
    assert listed == {name: sums[name] for name in sums if name != "manifest.json"}
    papers = list(documents.of(complained))
    assert {name for name in names if name.startswith("dokumen/")} == {
        f"dokumen/{paper.number}.pdf" for paper in papers
    }
    for paper in papers:
        assert bundle.read(f"dokumen/{paper.number}.pdf") == documents.pdf(paper)
        assert archive.faults(documents.pdf(paper)) == []
    photo = PrivateFile.objects.get(kind="complaint_photo")
    assert bundle.read(f"berkas/keluhan/{photo.pk}-sobek.jpg") == files.read_bytes(photo)
    assert FileAccess.objects.filter(file=photo, reader_id=kept_world.indra.pk).count() == 1
    assert json.loads(bundle.read("data/percakapan.json"))[0]["text"] == EVIL
    rules = json.loads(bundle.read("data/aturan.json"))
    assert len(rules) == complained.rules.count()
    assert all(rule["rule__legal_source"] for rule in rules)


def test_the_cover_tells_the_story_and_lists_what_lies_in_it(client, kept_world, complained):
    bundle = taken(client, complained, kept_world.budi)
    pdf = bundle.read("00-sampul.pdf")
    assert archive.faults(pdf) == []
    text = text_of(pdf)
    for told in ("Riwayat", "Pemeriksaan", "R-CAP-1", complained.number, str(kept_world.budi)):
        assert told in text
    tight = text.replace(" ", "")
    for one in json.loads(bundle.read("manifest.json"))["files"]:
        if one["path"] not in {"00-sampul.pdf", "BACA-DULU.txt"}:
            assert one["sha256"] in tight


def test_every_audit_line_can_be_reckoned_again(client, kept_world, complained):
    seal_all()
    bundle = taken(client, complained, kept_world.indra)
    lines = json.loads(bundle.read("jejak-audit/jejak-audit.json"))
    sealed = [line for line in lines if line["position"]]
    assert {line["action"] for line in lines} >= {"order.submitted", "order.complaint_answered"}
    assert {line["subject_type"] for line in lines} >= {
        "orders.purchaseorder",
        "documents.issueddocument",
    }
    keys = (
        *("previous_hash", "id", "position", "occurred_at", "recorded_at", "actor_id", "action"),
        *("subject_type", "subject_id", "reason", "data"),
    )
    assert sealed
    for line in sealed:
        body = json.dumps(
            [line[key] for key in keys],
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        assert hashlib.sha256(body.encode()).hexdigest() == line["hash"]


def test_the_same_evidence_is_the_same_bundle_and_more_of_it_another_one(kept_world):
    order = stories.issued(kept_world)
    first = packed(order, kept_world.budi)
    assert packed(order, kept_world.indra) == first
    (bundle,) = EvidenceBundle.objects.all()
    lines = AuditEvent.objects.filter(action="bundle.taken").order_by("pk")
    assert [line.actor_id for line in lines] == [kept_world.budi.pk, kept_world.indra.pk]
    assert {line.data["sha256"] for line in lines} == {hashlib.sha256(first).hexdigest()}
    assert {(line.data["number"], line.data["size"]) for line in lines} == {
        (bundle.number, len(first))
    }
    post_message(subject=order, author=kept_world.ani, author_line="Ani", text="Kapan dikirim?")
    assert packed(order, kept_world.budi) != first
    assert EvidenceBundle.objects.count() == 2


def test_only_those_of_the_table_take_it(client, kept_world):
    order = stories.issued(kept_world)
    for name in CAST:
        person, before = getattr(kept_world, name), AuditEvent.objects.count()
        client.force_login(person)
        page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
        assert ("Unduh bundel bukti" in page) == (name in TAKERS), name
        if name in TAKERS:
            assert packed(order, person)
            continue
        with pytest.raises(NotAllowed):
            take_bundle(order_id=order.pk, actor=person, story=NO_STORY)
        answer = client.post(reverse("order_bundle", args=[order.public_id]))
        assert answer.status_code in {403, 404}, name
        assert AuditEvent.objects.count() == before


def test_the_shop_reads_no_cover_and_whoever_takes_bundles_does(client, kept_world):
    order = stories.issued(kept_world)
    packed(order, kept_world.budi)
    address = reverse("issued_document", args=[EvidenceBundle.objects.get().number])
    for person, status in ((kept_world.citra, 404), (kept_world.eka, 404), (kept_world.hadi, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status


def test_anybody_compares_a_bundle_with_what_was_handed_out(client, kept_world):
    order = stories.issued(kept_world)
    sha256 = hashlib.sha256(packed(order, kept_world.budi)).hexdigest()
    cover = IssuedDocument.objects.get(kind="bundel-bukti")
    address = reverse("check_document", args=[cover.token])
    page = client.get(address).content.decode()
    assert "SHA-256" in page
    assert str(kept_world.budi) not in page
    said = {
        sha256: "Berkas Anda asli",
        f"{sha256.upper()}  BB.zip": "Berkas Anda asli",
        "0" * 64: "Jangan mengandalkan berkas Anda",
        "abc": "64",
    }
    for typed, words in said.items():
        answer = client.get(address, {"sha256": typed})
        assert answer.status_code == 200
        assert words in answer.content.decode()


def test_a_file_that_was_erased_is_named_as_erased(kept_world):
    order = stories.shipped(kept_world)
    photo = PrivateFile.objects.create(
        kind="receipt_photo",
        name=GONE,
        content_type="image/jpeg",
        size=7,
        sha256="a" * 64,
        path="receipt_photo/terhapus",
        stored_at=order.created_at,
    )
    handover = order.handovers.create()
    order.receipts.create(
        handover=handover, received_by=kept_world.eka, received_at=order.created_at, photo=photo
    )
    bundle = zipfile.ZipFile(io.BytesIO(packed(order, kept_world.indra)))
    manifest = json.loads(bundle.read("manifest.json"))
    (gone,) = [one for one in manifest["files"] if one["erased"]]
    assert (gone["path"], gone["sha256"]) == (f"berkas/penerimaan/{photo.pk}-terhapus", "a" * 64)
    assert gone["path"] not in bundle.namelist()
    assert gone["path"].encode() not in bundle.read("SHA256SUMS")
    assert "terhapus" in text_of(bundle.read("00-sampul.pdf"))


def test_a_paper_that_was_changed_is_not_handed_out(client, kept_world, monkeypatch):
    order = stories.issued(kept_world)
    monkeypatch.setattr(documents.sealing, "content_hash", lambda _document: "0" * 64)
    with pytest.raises(AlteredPaper):
        packed(order, kept_world.indra)
    client.force_login(kept_world.indra)
    answer = client.post(reverse("order_bundle", args=[order.public_id]))
    assert answer.status_code == AlteredPaper.http_status
    assert not EvidenceBundle.objects.exists()
    assert not AuditEvent.objects.filter(action="bundle.taken").exists()


def test_a_bundle_is_never_rewritten(kept_world):
    packed(stories.issued(kept_world), kept_world.budi)
    for change in (
        lambda rows: rows.update(content_sha256="0" * 64),
        lambda rows: rows.delete(),
    ):
        with pytest.raises((DatabaseError, Conflict)), transaction.atomic():
            change(EvidenceBundle.objects.all())


def test_more_goods_and_messages_cost_no_more_queries(kept_world, django_assert_max_num_queries):
    small = stories.issued(kept_world)
    large = stories.shipped(
        kept_world,
        items=[
            stories.order_item(factories.make_product(kept_world.vendor, kept_world.etalase), 1)
            for _ in range(4)
        ],
    )
    for _ in range(20):
        post_message(subject=large, author=kept_world.ani, author_line="Ani", text="Halo")
    for order in (small, large):
        packed(order, kept_world.budi)
    with django_assert_max_num_queries(90):
        packed(small, kept_world.budi)
    with django_assert_max_num_queries(90):
        packed(large, kept_world.budi)
