"""Take a table that somebody sends, xlsx or CSV: read as text, within bounds; nothing in it acts.

What a spreadsheet program has changed by itself is said of its cell instead of being guessed: a
formula, a date, a long number of which it kept only fifteen digits.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

import openpyxl
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.core import locks
from marketplace.core.errors import InvalidUpload
from marketplace.core.money import grouped
from marketplace.core.sizes import MEGABYTE
from marketplace.core.text import clean_line
from marketplace.core.uploads import antivirus, pictures
from marketplace.core.uploads.taking import too_large

SHEETS: Final = ".xlsx,.csv"
MAX_SHEET_BYTES: Final = 3 * MEGABYTE
MAX_SHEET_ROWS: Final = 5_000
_MAX_LINES: Final = 20_000  # empty ones included: a sheet may skip any number of rows
_MAX_COLUMNS: Final = 40
_MAX_PARTS: Final = 200
_MAX_UNPACKED: Final = 16 * MEGABYTE
_MAX_CELL: Final = 500
_EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits of a number, no more
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SHORTENED: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_MERGED: Final = re.compile(rb'<mergeCell [^>]*ref="[A-Z]+[0-9]+:[A-Z]+([0-9]+)"')
# Parts of a workbook that act, hide another file, or fetch something from elsewhere.
_ACTIVE: Final = ("vbaproject", "macrosheet", "activex", "externallink", "embedding", "oleobject")
_ACTIVE_NAMES: Final = (*_ACTIVE, "connections.xml", "querytable", "ctrlprop", "customui")


class Trouble(StrEnum):
    """What a spreadsheet program has made of a cell, so that it is not what was typed."""

    FORMULA = "formula"
    DATE = "date"
    ROUNDED = "rounded"
    BROKEN = "broken"
    LONG = "long"


# By the kind that a workbook gives a cell.
_TROUBLES: Final = {"f": Trouble.FORMULA, "e": Trouble.BROKEN}


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell. ``is_number``: zeros before it may have been lost."""

    text: str = ""
    is_number: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the sheet; what is not filled is missing at the end."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, place: int) -> Cell:
        """Return the cell of a column, from 0 on; an empty one beyond the last."""
        return self.cells[place] if 0 <= place < len(self.cells) else Cell()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that hold anything. ``merged_to``: the last row that joined cells reach, or 0."""

    rows: tuple[Row, ...]
    merged_to: int = 0


def take_sheet(upload: "UploadedFile[Any]", *, prefer: str = "") -> Sheet:
    """Return the rows of the first sheet, or of the one named ``prefer``.

    Raises: InvalidUpload, ScannerAway, Busy, LockOrderError.
    """
    locks.require_none("A file is taken")
    content = _read(upload)
    if content.startswith(_OLE):
        raise InvalidUpload(
            _(
                "This is an old Excel file, or one with a password. Save it as .xlsx without a "
                "password and send that."
            )
        )
    if content.startswith(_ZIP):
        with pictures.one_at_a_time():
            return _workbook(content, prefer)
    return Sheet(tuple(_within_bounds(_csv_rows(content))))


def _read(upload: "UploadedFile[Any]") -> bytes:
    size = upload.size or 0
    upload.seek(0)
    content: bytes = upload.read(MAX_SHEET_BYTES + 1)
    if max(size, len(content)) > MAX_SHEET_BYTES:
        raise too_large(max(size, len(content)), MAX_SHEET_BYTES)
    if not content:
        raise InvalidUpload(_("The file is empty. Choose another one."))
    antivirus.require_clean(content)
    return content


# ---- xlsx


def _workbook(content: bytes, prefer: str) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _require_plain(parts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it cannot keep, such as drop-downs
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            try:
                return _first_sheet(book, content, prefer)
            finally:
                book.close()
    except InvalidUpload:
        raise
    except Exception as broken:  # a damaged workbook fails in as many ways as it has bytes
        raise _damaged() from broken


def _require_plain(parts: zipfile.ZipFile) -> None:
    """Refuse a workbook that acts, or is larger than it looks. Raises: InvalidUpload."""
    entries = parts.infolist()
    names = [entry.filename.lower() for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_PARTS or unpacked > _MAX_UNPACKED:
        raise InvalidUpload(
            _("Unpacked, this file is far too large. Copy only the rows into a new sheet.")
        )
    if len(set(names)) != len(names) or "xl/workbook.xml" not in names:
        raise _damaged()
    if any(word in name for name in names for word in _ACTIVE_NAMES):
        raise InvalidUpload(
            _(
                "This workbook holds macros, links to other files or other files. Copy only the "
                "rows into a new sheet, save it as .xlsx and send that."
            )
        )
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            _require_plain_part(parts.read(entry))


def _require_plain_part(part: bytes) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part:
        raise _damaged()


def _first_sheet(book: Any, content: bytes, prefer: str) -> Sheet:
    sheets = [one for one in book.worksheets if hasattr(one, "iter_rows")]
    if not sheets:
        raise _damaged()
    chosen = next((one for one in sheets if one.title == prefer), sheets[0])
    rows = tuple(_within_bounds(_xlsx_rows(chosen)))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        found = _MERGED.findall(parts.read(chosen._worksheet_path.lstrip("/")))
    return Sheet(rows, max(map(int, found), default=0))


def _xlsx_rows(sheet: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    sheet.reset_dimensions()  # what a sheet says of its own size may be anything
    for number, row in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), start=1):
        yield number, tuple(_xlsx_cell(cell) for cell in row)


def _xlsx_cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    trouble = _TROUBLES.get(cell.data_type)
    if trouble is None and isinstance(value, datetime | date | time | timedelta):
        trouble = Trouble.DATE
    if trouble is not None:
        return Cell(str(value)[:_MAX_CELL], trouble=trouble)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return _text(str(value))


def _number(value: float) -> Cell:
    if value != value or abs(value) >= _EXACT:  # noqa: PLR0124 - that which is not a number
        return Cell(str(value), is_number=True, trouble=Trouble.ROUNDED)
    whole = int(value)
    return Cell(str(whole) if whole == value else str(value), is_number=True)


# ---- CSV


def _csv_rows(content: bytes) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    text = _decoded(content)
    if "\0" in text or text.lstrip()[:1] in {"<", "%", "{"}:
        raise InvalidUpload(
            _("Only an Excel file (.xlsx) or a table as CSV can be read. Save it as one of them.")
        )
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t", key=head.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            yield number, tuple(_text(value) for value in row[:_MAX_COLUMNS])
    except csv.Error as broken:
        raise _damaged() from broken


def _decoded(content: bytes) -> str:
    """Return text as spreadsheets write it: UTF-8, UTF-16 with its mark, or Windows' own."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _text(value: str) -> Cell:
    text = clean_line(value[: 4 * _MAX_CELL])
    if len(text) > _MAX_CELL:
        return Cell(text[:_MAX_CELL], trouble=Trouble.LONG)
    if _SHORTENED.fullmatch(text):
        return Cell(text, trouble=Trouble.ROUNDED)
    if text.startswith("="):
        return Cell(text, trouble=Trouble.FORMULA)
    return Cell(text)


# ---- both


def _within_bounds(rows: Iterable[tuple[int, tuple[Cell, ...]]]) -> Iterator[Row]:
    """Yield the rows that hold anything. Raises: InvalidUpload beyond the bounds."""
    kept = 0
    for number, cells in rows:
        filled = any(cell.text for cell in cells)
        kept += filled
        if kept > MAX_SHEET_ROWS + 1 or number > _MAX_LINES:  # one of them is the heading
            raise InvalidUpload(
                _(
                    "The sheet has more than %(most)s rows, empty ones between them included. "
                    "Delete what is empty, or send it in parts."
                )
                % {"most": grouped(MAX_SHEET_ROWS)}
            )
        if filled:
            yield Row(number, cells)


def _damaged() -> InvalidUpload:
    return InvalidUpload(
        _("This file is damaged, or no table. Save it once more as .xlsx and send that.")
    )
