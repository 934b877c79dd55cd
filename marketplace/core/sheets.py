"""Tables that people download: xlsx and CSV in which every cell is text, whatever it begins with.

A spreadsheet program would carry out a cell that begins as a formula does. In xlsx a cell says that
it is text; in CSV such a cell gets an apostrophe before it, which the program hides.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from marketplace.core import lazily

openpyxl = lazily.module("openpyxl")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
_ACTS: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_CHOICES: Final = "Pilihan"
_AS_TEXT: Final = "@"
# How far a template is prepared for being filled in.
_PREPARED: Final = 1_000
_LONGEST: Final = 30_000  # rows that a long table is prepared for


def plain(text: str) -> str:
    """Return a cell of a CSV file that no spreadsheet program carries out."""
    return f"'{text}" if text.lstrip("'").startswith(_ACTS) else text


def typed(text: str) -> str:
    """Return what a cell that ``plain`` wrote says: read back, nothing has changed."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_ACTS) else text


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV that spreadsheet programs read as UTF-8; numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in [headings, *rows]:
        writer.writerow([plain(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Sequence[int] = (),
    choices: Mapping[int, Sequence[str]] | None = None,
) -> bytes:
    """Return a table as xlsx; every text stays text.

    widths: of the columns, in signs. choices: by column from 0 on, what may be chosen there in a
    table that is filled in by people.
    """
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    _write(sheet, 1, headings)
    for number, row in enumerate(rows, start=2):
        _write(sheet, number, row)
    for cell in sheet[1]:
        cell.font, cell.fill = _heading_style()
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[_letter(place)].width = width
    if choices:
        _offer(book, sheet, choices, len(headings))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def long_xlsx(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Sequence[int] = (),
    choices: Mapping[int, Sequence[str]] | None = None,
    beside: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> bytes:
    """Return a long table as xlsx, written row by row; otherwise as ``xlsx_bytes``.

    beside: sheets of words by their title, such as an explanation of the columns. Cells that begin
    as a formula does are written as ``plain`` writes them, and read back by ``typed``.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    _prepare_columns(sheet, len(headings), widths)
    for at, (place, values) in enumerate((choices or {}).items(), start=1):
        offered = _choice_of(_letter(at), len(values))
        sheet.data_validations.append(offered)
        offered.add(f"{_letter(place + 1)}2:{_letter(place + 1)}{_LONGEST}")
    sheet.append([_cell_of(sheet, words, bold=True) for words in headings])
    for row in rows:
        sheet.append([_cell_of(sheet, value) for value in row])
    for name, lines in (beside or {}).items():
        _append_words(book, name, lines)
    if choices:
        lists = zip_longest(*choices.values(), fillvalue="")
        _append_words(book, _CHOICES, lists).sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading_style() -> tuple[Any, Any]:
    styles = openpyxl.styles
    return styles.Font(bold=True), styles.PatternFill("solid", fgColor="E8EAF6")


def _letter(place: int) -> str:
    """Return the name of a column, counted from 1."""
    name: str = openpyxl.utils.get_column_letter(place)
    return name


def _prepare_columns(sheet: Any, number: int, widths: Sequence[int]) -> None:
    """Let people type into text cells: a number keeps its zeros."""
    for place in range(1, number + 1):
        column = sheet.column_dimensions[_letter(place)]
        column.width = widths[place - 1] if place <= len(widths) else 16
        column.number_format = _AS_TEXT


def _append_words(book: Any, title: str, lines: Iterable[Sequence[str]]) -> Any:
    """Add a sheet of words and return it."""
    sheet: Any = book.create_sheet(title)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 90
    for line in lines:
        sheet.append([_cell_of(sheet, words) for words in line])
    return sheet


def _cell_of(sheet: Any, value: object, *, bold: bool = False) -> Any:
    cell: Any = openpyxl.cell.WriteOnlyCell(
        sheet, plain(value) if isinstance(value, str) else value
    )
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", _AS_TEXT
    if bold:
        cell.font, cell.fill = _heading_style()
    return cell


def _choice_of(letter: str, number: int) -> Any:
    source = f"={_CHOICES}!${letter}$1:${letter}${max(number, 1)}"
    return openpyxl.worksheet.datavalidation.DataValidation(
        "list", formula1=source, allow_blank=True, showErrorMessage=False
    )


def _write(sheet: Any, number: int, row: Sequence[object]) -> None:
    for place, value in enumerate(row, start=1):
        cell = sheet.cell(number, place)
        cell.value = value
        if isinstance(value, str):
            cell.data_type, cell.number_format = "s", _AS_TEXT


def _offer(book: Any, sheet: Any, choices: Mapping[int, Sequence[str]], columns: int) -> None:
    """Let people choose from lists, and keep their numbers as they type them: as text."""
    beside = book.create_sheet(_CHOICES)
    for at, (place, values) in enumerate(choices.items(), start=1):
        for number, value in enumerate(values, start=1):
            beside.cell(number, at).value = value
        letter, column = _letter(at), _letter(place + 1)
        offered = _choice_of(letter, len(values))
        sheet.add_data_validation(offered)
        offered.add(f"{column}2:{column}{_PREPARED}")
    beside.sheet_state = "hidden"
    for place in range(1, columns + 1):
        for number in range(2, _PREPARED + 1):
            sheet.cell(number, place).number_format = _AS_TEXT
