"""A budget with something on each of its pages, and sheets of it as agencies send them."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from marketplace.budget import services
from marketplace.budget.models import BudgetLine, PlanSheet
from marketplace.core import clock

LINES = ("Tahun anggaran", "Kode rekening", "Sub kegiatan", "Pagu")
PACKAGES = ("Kode RUP", "Nama paket", "Tahun anggaran", "Kode rekening", "Pagu", "Uraian")
STATIONERY, MEALS = "5.1.02.01.01.0024", "5.1.02.01.01.0052"


def csv_sheet(*rows: tuple[object, ...], name: str = "anggaran.csv") -> SimpleUploadedFile:
    """A table as people save it from a spreadsheet program here."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode())


def xlsx_sheet(*rows: tuple[object, ...], name: str = "anggaran.xlsx") -> SimpleUploadedFile:
    """The same as a workbook, whose cells keep their kinds."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def send(world: Any, kind: str, upload: SimpleUploadedFile, actor: Any = None) -> PlanSheet:
    """Gita sends a sheet of her agency."""
    return services.send_sheet(
        agency_id=world.agency.pk, kind=kind, upload=upload, actor=actor or world.gita
    )


def make_budget(world: Any) -> dict[str, Any]:
    """The line that the cast's package is booked on, and a sheet that Gita looks at."""
    year = clock.today(world.agency.time_zone).year
    line = BudgetLine.objects.get(parts__package=world.package)
    rows = [
        (year, MEALS, "Rapat koordinasi", "25.000.000"),
        (year, STATIONERY, line.sub_activity, line.ceiling_rupiah + 1_000_000),
        (year, "5.1", "Rapat", "=1+1"),
    ]
    return {"budget_line": line, "plan_sheet": send(world, "dpa", csv_sheet(LINES, *rows))}
