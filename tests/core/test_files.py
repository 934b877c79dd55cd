"""Private documents: nothing is left of a refusal, readings are logged, strangers see nothing."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import files, locks, uploads
from marketplace.core.errors import InvalidUpload
from marketplace.core.models import FileAccess, PrivateFile
from marketplace.core.policy import ALLOW, deny
from marketplace.core.uploads.taking import safe_name
from tests.factories import keep_upload
from tests.trust.files import photos, sheets

KIND = "test-paper"
PDF = sheets.pdf()


def upload(content: bytes, name: str = "nib.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture(autouse=True)
def policies(monkeypatch):
    monkeypatch.setattr(
        files,
        "_policies",
        {KIND: lambda user, file: ALLOW if user.pk == file.owner_id else deny("bukan milik Anda")},
    )


def test_a_refused_file_leaves_nothing_behind(ani):
    with pytest.raises(InvalidUpload):
        keep_upload(upload(b"<html>"), kind=KIND, owner=ani)
    assert not PrivateFile.objects.exists()


def test_a_use_case_that_fails_leaves_no_file(ani):
    taken = uploads.take(upload(PDF))
    seen = []

    def fail() -> None:
        with files.written(taken, kind=KIND) as file:
            seen.append((file.path, default_storage.exists(file.path)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    [(path, was_there)] = seen
    assert was_there
    assert not default_storage.exists(path)


def test_no_file_is_read_or_written_while_rows_are_locked(ani):
    taken = uploads.take(upload(PDF))
    with transaction.atomic():
        locks.lock_one(User, ani.pk)
        with pytest.raises(locks.LockOrderError):
            uploads.take(upload(PDF))
        with pytest.raises(locks.LockOrderError):
            files.written(taken, kind=KIND).__enter__()


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
    assert safe_name(given) == kept


def test_the_owner_reads_and_the_reading_is_logged(client, ani):
    file = keep_upload(upload(PDF), kind=KIND, owner=ani)
    client.force_login(ani)
    answer = client.get(reverse("private_file", args=[file.public_id]))
    assert answer.content == files.read_bytes(file)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert FileAccess.objects.get().reader == ani


def test_a_picture_is_shown_in_a_sandbox(client, ani):
    file = keep_upload(upload(photos.phone(), "foto.png"), kind=KIND, owner=ani)
    client.force_login(ani)
    answer = client.get(reverse("private_file", args=[file.public_id]))
    assert "sandbox" in answer["Content-Security-Policy"]


def test_for_strangers_and_visitors_there_is_no_file(client, ani, dedi):
    file = keep_upload(upload(PDF), kind=KIND, owner=ani)
    address = reverse("private_file", args=[file.public_id])
    assert client.get(address).status_code == 302
    client.force_login(dedi)
    assert client.get(address).status_code == 404
    assert not FileAccess.objects.exists()


def test_a_kind_without_a_policy_is_open_to_nobody(ani):
    file = keep_upload(upload(PDF), kind="unknown", owner=ani)
    assert not files.can_read(ani, file)


def test_a_damaged_file_is_not_served(ani):
    file = keep_upload(upload(PDF), kind=KIND, owner=ani)
    file.sha256 = "0" * 64
    with pytest.raises(files.DamagedFile):
        files.read_bytes(file)
