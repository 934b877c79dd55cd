"""Private documents: hostile uploads are refused, readings are logged, strangers see nothing."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from marketplace.core import files
from marketplace.core.errors import InvalidUpload
from marketplace.core.models import FileAccess, PrivateFile
from marketplace.core.policy import ALLOW, deny

KIND = "test-paper"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    return out.getvalue()


HOSTILE = {
    "svg with script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "html before a pdf": b"<script>alert(1)</script>%PDF-1.7",
    "gif that is script": b"GIF89a/*" + b"\x00" * 20 + b"*/=alert(1)//",
    "zip": zipped(),
    "program": b"\x7fELF" + b"\x00" * 64,
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "cut png": picture()[:30],
    "text": b"halo",
    "billion laughs": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY lol "lol">]><l>&lol;</l>',
    "empty": b"",
}


def upload(content: bytes, name: str = "nib.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture(autouse=True)
def policies(monkeypatch):
    monkeypatch.setattr(
        files,
        "_policies",
        {KIND: lambda user, file: ALLOW if user.pk == file.owner_id else deny("bukan milik Anda")},
    )


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_uploads_are_refused_whatever_they_call_themselves(ani, content):
    with pytest.raises(InvalidUpload):
        files.store_upload(upload=upload(content), kind=KIND, owner=ani)
    assert not PrivateFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(ani, settings):
    settings.UPLOAD_MAX_BYTES = 100
    with pytest.raises(InvalidUpload):
        files.store_upload(upload=upload(PDF + b" " * 100), kind=KIND, owner=ani)


def test_a_picture_of_endless_pixels_is_refused_before_it_is_unpacked(ani, monkeypatch):
    monkeypatch.setattr(files, "MAX_PIXELS", 50)
    with pytest.raises(InvalidUpload):
        files.store_upload(upload=upload(picture()), kind=KIND, owner=ani)


@pytest.mark.parametrize("content", [PDF, picture(), picture("JPEG"), picture("WEBP")])
def test_papers_and_photos_are_kept(ani, content):
    file = files.store_upload(upload=upload(content), kind=KIND, owner=ani)
    assert files.read_bytes(file) == content


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\nib.pdf", "nib.pdf"),
        ("nib\u202efdp.exe", "nibfdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("...", "berkas"),
        ("", "berkas"),
        ("n" * 300 + ".pdf", "n" * 96 + ".pdf"),
    ],
)
def test_names_lose_what_could_mislead(given, kept):
    assert files.safe_name(given) == kept


def test_the_owner_reads_and_the_reading_is_logged(client, ani):
    file = files.store_upload(upload=upload(PDF), kind=KIND, owner=ani)
    client.force_login(ani)
    answer = client.get(reverse("private_file", args=[file.public_id]))
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]
    assert FileAccess.objects.get().reader == ani


def test_a_picture_is_shown_in_a_sandbox(client, ani):
    file = files.store_upload(upload=upload(picture(), "foto.png"), kind=KIND, owner=ani)
    client.force_login(ani)
    answer = client.get(reverse("private_file", args=[file.public_id]))
    assert "sandbox" in answer["Content-Security-Policy"]


def test_for_strangers_and_visitors_there_is_no_file(client, ani, dedi):
    file = files.store_upload(upload=upload(PDF), kind=KIND, owner=ani)
    address = reverse("private_file", args=[file.public_id])
    assert client.get(address).status_code == 302
    client.force_login(dedi)
    assert client.get(address).status_code == 404
    assert not FileAccess.objects.exists()


def test_a_kind_without_a_policy_is_open_to_nobody(ani):
    file = files.store_upload(upload=upload(PDF), kind="unknown", owner=ani)
    assert not files.can_read(ani, file)


def test_a_damaged_file_is_not_served(ani):
    file = files.store_upload(upload=upload(PDF), kind=KIND, owner=ani)
    file.sha256 = "0" * 64
    with pytest.raises(files.DamagedFile):
        files.read_bytes(file)
