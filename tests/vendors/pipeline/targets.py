"""Sheets of fictional businesses, a worker that takes them in, and a list for the walks."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.core import sheets
from tests import factories
from vendors.pipeline import services
from vendors.pipeline.models import TargetImport, TargetList

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


def nita(tenant) -> None:
    """The kecamatan of all these businesses, in a market."""
    regency = factories.make_region("Kabupaten Sikka", parent=tenant.region)
    factories.make_region("Nita", "district", parent=regency)


def staged_targets(world) -> tuple[TargetList, TargetImport]:
    """A list with one business, and the sheet that brought it."""
    nita(world.agency.tenant)
    made = services.make_list(
        name="UMKM naik kelas", year=2026, agency_id=world.agency.pk, actor=world.joko
    )
    return made, take_in(made, xlsx([row(1)]), world.joko)
