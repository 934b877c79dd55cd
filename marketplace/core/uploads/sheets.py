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
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.core import lazily, locks
from marketplace.core.errors import InvalidUpload
from marketplace.core.money import grouped
from marketplace.core.sizes import MEGABYTE
from marketplace.core.text import clean_line, clean_text
from marketplace.core.uploads import antivirus, pictures
from marketplace.core.uploads.taking import too_large

openpyxl = lazily.module("openpyxl")
SHEETS: Final = ".xlsx,.csv"
MAX_SHEET_BYTES: Final = 3 * MEGABYTE
MAX_SHEET_ROWS: Final = 5_000
_LINES_PER_ROW: Final = 4  # empty ones included: a sheet may skip any number of rows
_MAX_COLUMNS: Final = 40
_MAX_PARTS: Final = 200
_PIECE: Final = MEGABYTE // 4  # of a part that is looked through
_OVERLAP: Final = 256  # so that no word is cut in two
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


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a table may be. ``lines``: whether a cell keeps the ends of its lines."""

    file_bytes: int = MAX_SHEET_BYTES
    rows: int = MAX_SHEET_ROWS
    unpacked_bytes: int = 16 * MEGABYTE
    cell: int = 500
    lines: bool = False


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A table whose rows come one after another; see ``Sheet``."""

    rows: Iterator[Row]
    merged_to: int = 0


USUAL: Final = Bounds()


def take_sheet(upload: "UploadedFile[Any]", *, prefer: str = "") -> Sheet:
    """Return the rows of the first sheet, or of the one named ``prefer``.

    Raises: InvalidUpload, ScannerAway, Busy, LockOrderError.
    """
    with open_sheet(upload, prefer=prefer) as sheet:
        return Sheet(tuple(sheet.rows), sheet.merged_to)


@contextmanager
def open_sheet(
    upload: "UploadedFile[Any]", *, prefer: str = "", bounds: Bounds = USUAL
) -> Iterator[OpenSheet]:
    """Lend a table row by row: a long one is never in memory whole.

    What is wrong further down is raised when its row is asked for. Raises: as ``take_sheet``.
    """
    locks.require_none("A file is taken")
    content = _read(upload, bounds)
    if content.startswith(_OLE):
        raise InvalidUpload(
            _(
                "This is an old Excel file, or one with a password. Save it as .xlsx without a "
                "password and send that."
            )
        )
    is_book = content.startswith(_ZIP)
    with pictures.one_at_a_time() if is_book else nullcontext():
        if is_book:
            with _workbook(content, prefer, bounds) as sheet:
                yield sheet
        else:
            yield OpenSheet(_within_bounds(_csv_rows(content, bounds), bounds))


def _read(upload: "UploadedFile[Any]", bounds: Bounds) -> bytes:
    size = upload.size or 0
    upload.seek(0)
    content: bytes = upload.read(bounds.file_bytes + 1)
    if max(size, len(content)) > bounds.file_bytes:
        raise too_large(max(size, len(content)), bounds.file_bytes)
    if not content:
        raise InvalidUpload(_("The file is empty. Choose another one."))
    antivirus.require_clean(content)
    return content


# ---- xlsx


@contextmanager
def _workbook(content: bytes, prefer: str, bounds: Bounds) -> Iterator[OpenSheet]:
    book: Any = None
    try:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                _require_plain(parts, bounds)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what it cannot keep, such as drop-downs
                book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            chosen = _chosen(book, prefer)
            merged_to = _merged_to(content, chosen)
        except InvalidUpload:
            raise
        except Exception as broken:  # a damaged workbook fails in as many ways as it has bytes
            raise _damaged() from broken
        yield OpenSheet(_unbroken(_within_bounds(_xlsx_rows(chosen, bounds), bounds)), merged_to)
    finally:
        if book is not None:
            book.close()


def _unbroken(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows; whatever the library makes of a damaged one is our refusal."""
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows, None)
        except InvalidUpload:
            raise
        except Exception as broken:
            raise _damaged() from broken
        if row is None:
            return
        yield row


def _require_plain(parts: zipfile.ZipFile, bounds: Bounds) -> None:
    """Refuse a workbook that acts, or is larger than it looks. Raises: InvalidUpload."""
    entries = parts.infolist()
    names = [entry.filename.lower() for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_PARTS or unpacked > bounds.unpacked_bytes:
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
            for piece in _pieces(parts, entry.filename):
                _require_plain_piece(piece)


def _pieces(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part piece by piece, each with the end of the one before."""
    with parts.open(name) as part:
        kept = b""
        while piece := part.read(_PIECE):
            yield kept + piece
            kept = piece[-_OVERLAP:]


def _require_plain_piece(piece: bytes) -> None:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"\0" in piece:
        raise _damaged()


def _chosen(book: Any, prefer: str) -> Any:
    sheets = [one for one in book.worksheets if hasattr(one, "iter_rows")]
    if not sheets:
        raise _damaged()
    return next((one for one in sheets if one.title == prefer), sheets[0])


def _merged_to(content: bytes, sheet: Any) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        pieces = _pieces(parts, sheet._worksheet_path.lstrip("/"))
        return max((int(row) for piece in pieces for row in _MERGED.findall(piece)), default=0)


def _xlsx_rows(sheet: Any, bounds: Bounds) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    sheet.reset_dimensions()  # what a sheet says of its own size may be anything
    for number, row in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), start=1):
        yield number, tuple(_xlsx_cell(cell, bounds) for cell in row)


def _xlsx_cell(cell: Any, bounds: Bounds) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    trouble = _TROUBLES.get(cell.data_type)
    if trouble is None and isinstance(value, datetime | date | time | timedelta):
        trouble = Trouble.DATE
    if trouble is not None:
        return Cell(str(value)[: bounds.cell], trouble=trouble)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return _text(str(value), bounds)


def _number(value: float) -> Cell:
    if value != value or abs(value) >= _EXACT:  # noqa: PLR0124 - that which is not a number
        return Cell(str(value), is_number=True, trouble=Trouble.ROUNDED)
    whole = int(value)
    return Cell(str(whole) if whole == value else str(value), is_number=True)


# ---- CSV


def _csv_rows(content: bytes, bounds: Bounds) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    text = _decoded(content)
    if "\0" in text or text.lstrip()[:1] in {"<", "%", "{"}:
        raise InvalidUpload(
            _("Only an Excel file (.xlsx) or a table as CSV can be read. Save it as one of them.")
        )
    head = next((line for line in io.StringIO(text) if line.strip()), "")
    separator = max(";,\t", key=head.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            yield number, tuple(_text(value, bounds) for value in row[:_MAX_COLUMNS])
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


def _text(value: str, bounds: Bounds) -> Cell:
    text = (clean_text if bounds.lines else clean_line)(value[: 4 * bounds.cell])
    if len(text) > bounds.cell:
        return Cell(text[: bounds.cell], trouble=Trouble.LONG)
    if _SHORTENED.fullmatch(text):
        return Cell(text, trouble=Trouble.ROUNDED)
    if text.startswith("="):
        return Cell(text, trouble=Trouble.FORMULA)
    return Cell(text)


# ---- both


def _within_bounds(rows: Iterable[tuple[int, tuple[Cell, ...]]], bounds: Bounds) -> Iterator[Row]:
    """Yield the rows that hold anything. Raises: InvalidUpload beyond the bounds."""
    kept = 0
    for number, cells in rows:
        filled = any(cell.text for cell in cells)
        kept += filled
        if (
            kept > bounds.rows + 1 or number > _LINES_PER_ROW * bounds.rows
        ):  # one of them is the heading
            raise InvalidUpload(
                _(
                    "The sheet has more than %(most)s rows, empty ones between them included. "
                    "Delete what is empty, or send it in parts."
                )
                % {"most": grouped(bounds.rows)}
            )
        if filled:
            yield Row(number, cells)


def _damaged() -> InvalidUpload:
    return InvalidUpload(
        _("This file is damaged, or no table. Save it once more as .xlsx and send that.")
    )
