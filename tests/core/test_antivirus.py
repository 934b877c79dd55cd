"""An installation with a virus scanner asks it about every file; nothing is taken unasked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.core import uploads
from marketplace.core.errors import InvalidUpload
from marketplace.core.uploads import antivirus
from tests.simulators import clamd
from tests.simulators.process import running
from tests.trust.files import sheets


@pytest.fixture(scope="module")
def scanner():
    with running("clamd") as (port, _process):
        yield f"tcp://127.0.0.1:{port}"


def paper(more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("nib.pdf", sheets.pdf() + more)


def table(text: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("sasaran.csv", text)


def test_a_clean_file_is_taken(scanner, settings):
    settings.CLAMD_URL = scanner
    assert uploads.take(paper()).content_type == "application/pdf"
    assert uploads.take_sheet(table(b"Nama\nIna\n")).rows


@pytest.mark.parametrize(
    "take",
    [
        lambda: uploads.take(paper(clamd.TEST_FILE)),
        lambda: uploads.take_cut(paper(clamd.TEST_FILE), [uploads.Copy((40, 40))]),
        lambda: uploads.take_sheet(table(b"Nama\n" + clamd.TEST_FILE)),
    ],
)
def test_what_the_scanner_knows_is_refused_at_every_door(scanner, settings, take):
    settings.CLAMD_URL = scanner
    with pytest.raises(InvalidUpload) as refused:
        take()
    assert "virus" in refused.value.message


@pytest.mark.parametrize("word", [clamd.STALL, clamd.TRICKLE, clamd.TOO_LONG])
def test_no_file_is_taken_that_could_not_be_asked_about(scanner, settings, monkeypatch, word):
    settings.CLAMD_URL = scanner
    monkeypatch.setattr(antivirus, "SECONDS", 0.5)
    with pytest.raises(antivirus.ScannerAway):
        uploads.take(paper(word))


def test_a_scanner_that_is_away_takes_nothing_and_says_so(settings):
    with running("clamd") as (port, process):
        settings.CLAMD_URL = f"tcp://127.0.0.1:{port}"
        process.kill()
        process.wait(10)
        with pytest.raises(antivirus.ScannerAway) as refused:
            uploads.take(paper())
    assert refused.value.http_status == 503


def test_without_a_scanner_nobody_is_asked(settings):
    assert settings.CLAMD_URL == ""
    assert uploads.take(paper(clamd.TEST_FILE))
