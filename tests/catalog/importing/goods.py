"""Sheets of fictional goods, and a worker that takes them in."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.importing import rules, services
from catalog.importing.models import GoodsImport
from marketplace.core import sheets


def label_of(world) -> str:
    """The showcase of the small world, as sheets name it."""
    return f"{world.etalase.name} · {world.etalase.tenant.name}"


def row(world, number: int = 1, **fields) -> list[object]:
    """The row of one fictional kind of goods; columns by name."""
    values = {
        "code": f"LBR-{number}",  # the factories' own goods are BRG-…
        "name": f"Kopi arabika contoh nomor {number}",
        "etalase": label_of(world),
        "unit": "bungkus",
        "price_rupiah": "65.000",
        "stock": "40",
        "description": "Bubuk halus.\nSangrai sedang.",
        "weight_gram": "270",
    }
    values |= fields
    return [values.get(column, "") for column in rules.COLUMNS]


def upload(rows, headings=rules.HEADINGS, name="barang.xlsx") -> SimpleUploadedFile:
    """A filled template: every text is text, numbers stay numbers."""
    return SimpleUploadedFile(name, sheets.xlsx_bytes("Barang", headings, rows))


def book(rows, headings=rules.HEADINGS) -> SimpleUploadedFile:
    """A workbook whose cells hold what is given: numbers, dates, formulas."""
    made = openpyxl.Workbook()
    for line in (headings, *rows):
        made.active.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("barang.xlsx", out.getvalue())


def csv(text: str, name="barang.csv") -> SimpleUploadedFile:
    """A table as text."""
    return SimpleUploadedFile(name, text.encode())


def looked_at(vendor, sent, actor) -> GoodsImport:
    """Send a sheet and let the worker judge its rows."""
    sheet = services.send_sheet(vendor_id=vendor.pk, upload=sent, actor=actor)
    judge()
    sheet.refresh_from_db()
    return sheet


def judge() -> None:
    """Let the worker look through whatever waits."""
    while services.judge_sheets():
        pass


def taken_in(vendor, sent, actor) -> GoodsImport:
    """Send a sheet, start it, and let the worker finish it."""
    sheet = looked_at(vendor, sent, actor)
    services.start_import(import_id=sheet.pk, actor=actor)
    take_in()
    sheet.refresh_from_db()
    return sheet


def take_in() -> None:
    """Let the worker take in whatever was started."""
    while services.take_in_sheets():
        pass


def verdicts(sheet) -> list[str]:
    """What each row would do, in order."""
    return [str(one) for one in sheet.rows.values_list("verdict", flat=True)]


def codes(sheet) -> list[str]:
    """What is wrong with the first row."""
    return [one["code"] for one in sheet.rows.first().problems]


def staged_sheet(world) -> GoodsImport:
    """A sheet that is looked through: a row to repair, a price to confirm, a row to take in."""
    sku = world.product.skus.order_by("position", "pk").first()
    dear = [""] * len(rules.COLUMNS)
    for column, value in {"code": sku.code, "price_rupiah": sku.price_rupiah // 10}.items():
        dear[list(rules.COLUMNS).index(column)] = str(value)
    rows = [row(world, 1, stock="banyak"), dear, row(world, 3)]
    return looked_at(world.vendor, upload(rows), world.citra)
