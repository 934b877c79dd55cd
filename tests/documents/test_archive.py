"""Papers have the structure of PDF/A, and a file without it is found."""

import io
from functools import cache

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from marketplace.documents import typesetting
from marketplace.documents.typesetting import render_pdf
from tests.documents.test_typesetting import PAPERS
from tests.trust.papers import archive


@cache
def receipt():
    return render_pdf("kuitansi", PAPERS["kuitansi"])


@pytest.mark.parametrize("template", sorted(PAPERS))
def test_each_paper_may_be_kept(template):
    assert archive.faults(render_pdf(template, PAPERS[template])) == []


def test_a_plain_pdf_is_no_archive(monkeypatch):
    monkeypatch.setattr(typesetting, "PDF_STANDARD", "1.7")
    found = archive.faults(render_pdf("kuitansi", PAPERS["kuitansi"]))
    assert "no output intent for PDF/A" in found
    assert "the metadata does not say part 2" in found


def rewritten(change):
    """The receipt after somebody's editor."""
    writer = PdfWriter(clone_from=io.BytesIO(receipt()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return archive.faults(out.getvalue())


def without_fonts(writer):
    for thing in writer._objects:
        for key in archive.FONT_FILES:
            if isinstance(thing, dict):
                thing.pop(NameObject(key), None)


def with_script(writer):
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    action = DictionaryObject({NameObject(key): value for key, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = action


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (with_script, "acts: /JavaScript"),
        (lambda writer: writer.add_attachment("a.zip", b"PK"), "holds /EmbeddedFiles"),
        (lambda writer: writer.root_object.pop("/OutputIntents"), "no output intent for PDF/A"),
        (lambda writer: writer.root_object.pop("/StructTreeRoot"), "not tagged"),
        (lambda writer: writer.root_object.pop("/Lang"), "its language is not said"),
        (lambda writer: writer.root_object.pop("/Metadata"), "the metadata does not say part 2"),
        (without_fonts, "is not embedded"),
    ],
)
def test_what_an_editor_does_to_it_is_found(change, fault):
    assert any(fault in words for words in rewritten(change))


def test_bytes_after_the_end_are_found():
    assert "something follows the end" in archive.faults(receipt() + b"<script>")
