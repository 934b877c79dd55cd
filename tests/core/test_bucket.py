"""Private files in an S3 bucket: kept, read, removed; one that is away changes nothing."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from config import file_settings
from config.settings import VAR_DIR
from marketplace.core import files, uploads
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW
from tests.factories import keep_upload
from tests.simulators.process import running
from tests.trust.files import sheets

KIND = "test-paper"


@pytest.fixture(scope="module")
def bucket():
    with running("bucket") as found:
        yield found


@pytest.fixture
def in_bucket(bucket, settings, monkeypatch):
    """Keep private files in the bucket, as an installation does whose environment says so."""
    _use(bucket[0], settings, monkeypatch)


def _use(port, settings, monkeypatch) -> None:
    address = f"s3://pasar-bela/papers?endpoint=http://127.0.0.1:{port}&region=id-1"
    for name, value in {
        "FILES_URL": address,
        "FILES_ACCESS_KEY": "kunci",
        "FILES_SECRET_KEY": "rahasia",
    }.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = file_settings.storages(VAR_DIR, production=False)
    monkeypatch.setitem(files._policies, KIND, lambda _user, _file: ALLOW)


def kept(owner) -> PrivateFile:
    return keep_upload(SimpleUploadedFile("nib.pdf", sheets.pdf()), kind=KIND, owner=owner)


def test_a_paper_is_kept_in_the_bucket_and_comes_back(in_bucket, ani):
    paper = kept(ani)
    assert paper.path.startswith(f"{KIND}/")
    assert files.open_for(ani, paper).startswith(b"%PDF")
    assert not (VAR_DIR / "private" / paper.path).exists()


def test_a_use_case_that_fails_leaves_no_object(in_bucket, ani):
    taken = uploads.take(SimpleUploadedFile("nib.pdf", sheets.pdf()))
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


def test_a_lost_object_is_said_to_be_damaged(in_bucket, ani):
    paper = kept(ani)
    default_storage.delete(paper.path)
    with pytest.raises(files.DamagedFile):
        files.read_bytes(paper)


def test_a_bucket_that_is_away_changes_nothing_and_says_so(settings, monkeypatch, ani):
    with running("bucket") as (port, process):
        _use(port, settings, monkeypatch)
        paper = kept(ani)
        process.kill()
        process.wait(10)
        with pytest.raises(files.StoreAway):
            files.read_bytes(paper)
        with pytest.raises(files.StoreAway):
            kept(ani)
    assert PrivateFile.objects.filter(kind=KIND).count() == 1


@pytest.mark.parametrize("wrong", ["papers", "https://example.test/papers", "s3:///papers"])
def test_an_address_that_names_no_bucket_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("FILES_URL", wrong)
    with pytest.raises(ValueError, match="FILES_URL"):
        file_settings.storages(VAR_DIR, production=False)
