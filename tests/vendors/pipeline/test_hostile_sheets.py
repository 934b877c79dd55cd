"""Sheets that act, burst, lie or are something else: refused with a sentence, never an error."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.core import sheets
from marketplace.core.errors import InvalidUpload
from marketplace.core.uploads import sheets as reader
from marketplace.core.uploads import take_sheet
from tests.clients import signed_in
from tests.trust.files import sheets as papers
from tests.vendors.pipeline.targets import HEADINGS, book, row
from vendors.pipeline import services
from vendors.pipeline.models import TargetImport


def good() -> bytes:
    """A sheet of one business."""
    return book([row(1)]).read()


def with_part(name: str, content: bytes = b"x", source: bytes = b"") -> bytes:
    """A good sheet with one more part, or another content of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source or good())) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet_xml(rows: str) -> bytes:
    """A good workbook whose sheet holds these rows."""
    words = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return with_part("xl/worksheets/sheet1.xml", words.encode())


def merged() -> bytes:
    return book([row(1), row(2)], change=lambda made: made.active.merge_cells("A2:A3")).read()


def bomb() -> bytes:
    return with_part("xl/media/bomb.xml", b" " * (40 * 1024 * 1024))


def entity() -> bytes:
    return with_part(
        "xl/sharedStrings.xml",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>',
    )


def many_rows() -> bytes:
    cells = '<row r="%d"><c t="inlineStr"><is><t>x</t></is></c></row>'
    return sheet_xml("".join(cells % number for number in range(1, 5_200)))


REFUSED = {
    "nothing": lambda: b"",
    "words": lambda: b"hello there",
    "markup": lambda: b"<html><script>alert(1)</script></html>",
    "a PDF": papers.pdf,
    "a broken archive": lambda: b"PK\x03\x04" + b"\0" * 400,
    "half a workbook": lambda: good()[:900],
    "an archive of something else": lambda: _zip({"a.txt": b"x"}),
    "an old workbook or one with a password": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 2000,
    "macros": lambda: with_part("xl/vbaProject.bin"),
    "links to other workbooks": lambda: with_part("xl/externalLinks/externalLink1.xml"),
    "another file inside": lambda: with_part("xl/embeddings/oleObject1.bin"),
    "a connection": lambda: with_part("xl/connections.xml", b"<connections/>"),
    "a zip bomb": bomb,
    "an entity bomb": entity,
    "a part in UTF-16": lambda: with_part("xl/styles.xml", "<a/>".encode("utf-16")),
    "a million rows": lambda: sheet_xml('<row r="1"/><row r="1000000"><c><v>1</v></c></row>'),
    "five thousand rows too many": many_rows,
    "a thousand parts": lambda: _zip({f"a{n}.xml": b"" for n in range(1000)}),
    "merged cells": merged,
    "no heading": lambda: book([("a", "b")], headings=("x", "y")).read(),
    "no region": lambda: book([("a", "1", "2")], headings=("Nama usaha", "NIB", "HP")).read(),
    "nothing below the heading": lambda: book([]).read(),
    "NUL": lambda: b"Nama usaha,Telepon,Wilayah\nA\0,1,2\n",
    "a cell without end": lambda: b'Nama usaha,Telepon,Wilayah\n"' + b"a" * 200_000,
    "four megabytes": lambda: b"x," * (2 * 1024 * 1024),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_hostile_sheet_is_refused_with_a_sentence(programme, joko, name, ending):
    upload = SimpleUploadedFile(f"sasaran.{ending}", REFUSED[name]())
    with pytest.raises(InvalidUpload) as refused:
        services.send_sheet(list_id=programme.pk, upload=upload, actor=joko)
    assert refused.value.message.endswith(".")
    assert not TargetImport.objects.exists()


@pytest.mark.parametrize("name", ["macros", "a zip bomb", "words", "half a workbook", "nothing"])
def test_the_page_says_it_beside_the_field(programme, joko, name):
    upload = SimpleUploadedFile("../../etc/sasaran.xlsx", REFUSED[name]())
    page = f"/verifikasi/sasaran/{programme.public_id}/unggah/"
    answer = signed_in(joko).post(page, {"sheet": upload})
    assert answer.status_code == 422
    assert "galat" in answer.text


def test_a_name_of_a_file_is_only_a_name(programme, joko):
    upload = SimpleUploadedFile("x.xlsx", good())
    upload._name = "../../<b>\u202e.xlsx"
    sheet = services.send_sheet(list_id=programme.pk, upload=upload, actor=joko)
    assert "/" not in sheet.file_name
    assert "\u202e" not in sheet.file_name


def test_links_of_addresses_are_no_links_to_workbooks(programme, joko):
    """A spreadsheet makes a link of each e-mail address by itself."""

    def linked(made) -> None:
        made.active["E2"].hyperlink = "mailto:lili@contoh.id"

    upload = book([row(1, email="lili@contoh.id")], change=linked)
    services.send_sheet(list_id=programme.pk, upload=upload, actor=joko)


def test_what_a_sheet_says_of_its_own_size_is_not_believed():
    words = good()
    with zipfile.ZipFile(io.BytesIO(words)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml")
    lying = xml.replace(b'ref="A1:H2"', b'ref="A1:A1"')
    assert lying != xml
    upload = SimpleUploadedFile("x.xlsx", with_part("xl/worksheets/sheet1.xml", lying))
    found = take_sheet(upload)
    assert len(found.rows) == 2
    assert found.rows[1].cell(7).text == "13912"


def test_no_cell_that_we_write_acts():
    rows = [["=1+1", "+62", "-1", "@SUM(A1)", "\tx", "|calc", "biasa"]]
    lines = sheets.csv_bytes(["a"], rows).decode("utf-8-sig").splitlines()
    assert lines[1] == "'=1+1,'+62,'-1,'@SUM(A1),'\tx,'|calc,biasa"
    content = sheets.xlsx_bytes("x", ["=HEAD"], rows)
    cells = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())
    assert {cell.data_type for line in cells for cell in line if cell.value} == {"s"}


def test_a_number_beyond_what_a_spreadsheet_keeps_is_told():
    assert reader._number(10**15).trouble == reader.Trouble.ROUNDED
    assert reader._number(float("nan")).trouble == reader.Trouble.ROUNDED
    assert reader._number(9_120_000_000_002.0).text == "9120000000002"
    assert len(HEADINGS) == 8
