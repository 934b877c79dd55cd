"""A sheet is read and its headings are confirmed; nothing of the shop's goods changes.

Rows go from the file to the table piece by piece: of a long sheet, no more than a piece is in
memory. A new sheet is put aside until it was read whole; one that breaks off leaves nothing.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.importing import policies, queries, rules
from catalog.importing.models import GoodsImport, GoodsRow, HeadingMap
from catalog.importing.rules import ImportState
from catalog.importing.services.steps import held, put_aside
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import Conflict, InvalidUpload, RuleViolation
from marketplace.core.policy import require
from marketplace.core.sizes import MEGABYTE
from marketplace.core.uploads import Bounds, Cell, OpenSheet, Row, open_sheet
from marketplace.core.uploads.taking import safe_name
from vendors.models import Vendor
from vendors.sheet_rows import HEADING_WITHIN

SHEET_NAME: Final = "Barang"
BOUNDS: Final = Bounds(
    file_bytes=8 * MEGABYTE,
    rows=rules.MOST_ROWS,
    unpacked_bytes=96 * MEGABYTE,
    cell=rules.CELL,
    lines=True,
)
PIECE: Final = 500  # rows of one statement


def send_sheet(*, vendor_id: int, upload: UploadedFile[Any], actor: User) -> GoodsImport:
    """Read a sheet; a worker judges its rows once its headings are known.

    An earlier sheet that was only looked at is put aside. Raises: NotAllowed, InvalidUpload, Busy,
    Conflict while another sheet is taken in.
    """
    vendor = Vendor.objects.get(pk=vendor_id)
    require(policies.can_send(actor, vendor))
    _require_no_other(vendor)
    with open_sheet(upload, prefer=SHEET_NAME, bounds=BOUNDS) as opened:
        sheet = _read(vendor, safe_name(upload.name or ""), opened, actor)
    return _open(sheet.pk, actor)


def _require_no_other(vendor: Vendor) -> GoodsImport | None:
    before = queries.open_import(vendor)
    if before is not None and before.started_at is not None:
        raise Conflict(
            _("A sheet of this shop is being taken in. Wait until it is done, or stop it.")
        )
    return before


@transaction.atomic
def _read(vendor: Vendor, name: str, opened: OpenSheet, actor: User) -> GoodsImport:
    heading, rows = _below_heading(opened)
    headings = [cell.text[:200] for cell in heading.cells]
    now = clock.now()
    sheet = GoodsImport(
        vendor=vendor,
        file_name=name,
        headings=headings,
        places=rules.guessed(headings),
        sent_by=actor,
        sent_at=now,
        cancelled_at=now,  # until it was read whole
    )
    _recall(sheet)
    sheet.save()
    count = 0
    while piece := list(islice(rows, PIECE)):
        GoodsRow.objects.bulk_create(
            GoodsRow(sheet=sheet, row_number=row.number, raw=[_kept(cell) for cell in row.cells])
            for row in piece
        )
        count += len(piece)
    if not count:
        raise InvalidUpload(_("No row stands below the heading. Fill in the sheet first."))
    audit.record("goods_import.sent", actor=actor, subject=sheet, rows=count)
    return sheet


def _below_heading(opened: OpenSheet) -> tuple[Row, Iterator[Row]]:
    """Return the heading, the row of the first ones that names most columns, and what is below."""
    first: list[Row] = []
    for row in opened.rows:
        first.append(row)
        if row.number >= HEADING_WITHIN:
            break
    named = [len(rules.guessed([cell.text for cell in row.cells])) for row in first]
    at = max(range(len(first)), key=lambda place: (named[place], place), default=-1)
    if at < 0 or not rules.is_heading(rules.guessed([cell.text for cell in first[at].cells])):
        raise InvalidUpload(
            _(
                "No heading with “Kode barang” or “SKU” and two more columns was found in the "
                "first rows. Take the template, or send the export as it came."
            )
        )
    if opened.merged_to > first[at].number:
        raise InvalidUpload(
            _("Cells are merged below the heading. Undo that (Merge cells), then send it again.")
        )
    return first[at], _chained(first[at + 1 :], opened.rows)


def _chained(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def _kept(cell: Cell) -> Any:
    """Return a cell as its row keeps it: its text, and what the spreadsheet has made of it."""
    if not cell.is_number and cell.trouble is None:
        return cell.text
    return [cell.text, int(cell.is_number), cell.trouble or ""]


def _recall(sheet: GoodsImport) -> None:
    """Ask nobody about headings that are ours, or that the shop has confirmed before."""
    if rules.is_ours(sheet.headings):
        sheet.mapped_at = clock.now()
        return
    known = HeadingMap.objects.filter(
        vendor=sheet.vendor_id, fingerprint=rules.fingerprint(sheet.headings)
    ).first()
    if known is not None:
        sheet.places, sheet.unit = known.places, known.unit
        sheet.etalase_label, sheet.mapped_at = known.etalase_label, clock.now()


@guards.use_case
def _open(import_id: int, actor: User) -> GoodsImport:
    """Let a sheet that was read take the place of the one before."""
    vendor = Vendor.objects.get(goods_imports=import_id)
    require(policies.can_send(actor, vendor))
    before = _require_no_other(vendor)
    keys = [import_id, *([before.pk] if before else [])]
    rows = locks.lock_all((GoodsImport, keys, locks.Mode.UPDATE)).of(GoodsImport)
    if before is not None:
        if rows[before.pk].started_at is not None:
            raise Conflict(_("A sheet of this shop was started just now. Reload the page."))
        put_aside(rows[before.pk])
    sheet = rows[import_id]
    sheet.cancelled_at = None
    sheet.save(update_fields=["cancelled_at"])
    return sheet


@guards.use_case
def confirm_headings(
    *,
    import_id: int,
    actor: User,
    places: Mapping[str, int],
    etalase_label: str = "",
    unit: str = "",
) -> GoodsImport:
    """Say which column of an export is which; asked once, remembered for the shop.

    Raises: DoesNotExist, NotAllowed, Conflict, RuleViolation.
    """
    sheet = held(import_id, actor, ImportState.MAPPING)
    kept = {column: int(place) for column, place in places.items() if column in rules.COLUMNS}
    if any(not 0 <= place < len(sheet.headings) for place in kept.values()):
        raise RuleViolation(_("This column is not in the sheet. Reload the page."))
    if len(set(kept.values())) < len(kept):
        raise RuleViolation(_("One column of the sheet was chosen twice. Choose it once."))
    if not {"code", "parent"} & kept.keys():
        raise RuleViolation(
            _("Say which column holds the code (SKU): goods are known again by it."), field="code"
        )
    now = clock.now()
    sheet.places, sheet.unit, sheet.etalase_label = kept, unit, etalase_label
    sheet.mapped_at = now
    sheet.save(update_fields=["places", "unit", "etalase_label", "mapped_at"])
    HeadingMap.objects.update_or_create(
        vendor=sheet.vendor,
        fingerprint=rules.fingerprint(sheet.headings),
        defaults={
            "places": kept,
            "etalase_label": etalase_label,
            "unit": unit,
            "confirmed_by": actor,
            "confirmed_at": now,
        },
    )
    audit.record("goods_import.headings_confirmed", actor=actor, subject=sheet, columns=len(kept))
    return sheet
