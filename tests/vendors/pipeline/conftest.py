"""A target list of the cast's market, sheets to send for it, and a worker that takes them in."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.core import sheets
from vendors.pipeline import rules, services
from vendors.pipeline.models import TargetList

HEADINGS = ("Nama usaha", "Nama pemilik", "Wilayah", "Telepon", "Surel", "NIB", "NPWP", "KBLI")


def row(number: int, **fields) -> list[str]:
    """The row of one fictional business of kecamatan Nita."""
    values = {
        "name": f"Tenun Sasaran {number}",
        "owner": f"Maria Contoh {number}",
        "region": "Nita, Kabupaten Sikka",
        "phone": f"0812 0000 {number:04d}",
        "email": "",
        "nib": f"{7_000_000_000_000 + number}",
        "npwp": "",
        "kbli": "13912",
    }
    return list({**values, **fields}.values())


def xlsx(rows, headings=HEADINGS, name="sasaran.xlsx") -> SimpleUploadedFile:
    """A sheet as an office fills it in: every cell is text."""
    return SimpleUploadedFile(name, sheets.xlsx_bytes("Sasaran", headings, rows))


def book(rows, headings=HEADINGS, change=None) -> SimpleUploadedFile:
    """A sheet whose cells hold what is given: numbers, dates, formulas."""
    made = openpyxl.Workbook()
    sheet = made.active
    for line in (headings, *rows):
        sheet.append(list(line))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("sasaran.xlsx", out.getvalue())


def take_in(target_list: TargetList, upload, actor):
    """Send a sheet, start it, and let the worker finish it."""
    sheet = services.send_sheet(list_id=target_list.pk, upload=upload, actor=actor)
    services.start_import(import_id=sheet.pk, actor=actor)
    while services.run_imports():
        pass
    sheet.refresh_from_db()
    return sheet


def columns() -> list[str]:
    """The columns of a template by their keys."""
    return list(rules.COLUMNS)


@pytest.fixture
def programme(world, district) -> TargetList:
    """Joko's list of the year."""
    return services.make_list(
        name="UMKM naik kelas", year=2026, agency_id=world.agency.pk, actor=world.joko
    )
