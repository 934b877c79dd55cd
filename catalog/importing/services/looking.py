"""Rows are judged by a worker, piece by piece; a worker that dies leaves whole pieces."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from catalog.importing import queries, rules
from catalog.importing.judging import Finding, Shop, judge
from catalog.importing.models import GoodsImport, GoodsRow
from catalog.importing.rules import ImportState, Known, Reading
from marketplace.core import clock, locks
from marketplace.core.uploads import Trouble
from vendors.models import Vendor
from vendors.sheet_rows import Said

PIECE: Final = 500
PIECES: Final = 12
_TROUBLES: Final = frozenset(Trouble)
WRITTEN: Final = ("raw", "said", "code", "parent", "verdict", "problems", "changes")


def lock_name(import_id: int) -> str:
    """Return the named lock of whoever works on a sheet."""
    return f"goods-import-{import_id}"


def judge_sheets(limit: int = PIECES) -> int:
    """Judge the next rows of the sheets that wait for it; return how many rows.

    limit: pieces until other recurring work has its turn.
    """
    seen = 0
    waiting = GoodsImport.objects.filter(
        mapped_at__isnull=False, judged_at=None, started_at=None, cancelled_at=None
    )
    for sheet in waiting.select_related("vendor").order_by("mapped_at"):
        known = queries.known_to(sheet.vendor)
        while limit > 0 and (number := _judge_piece(sheet.pk, known)) is not None:
            seen, limit = seen + number, limit - 1
    return seen


@transaction.atomic
def _judge_piece(import_id: int, known: Known) -> int | None:
    """Judge the next rows; None when none is left, or another worker has the sheet."""
    if not locks.try_advisory_lock(lock_name(import_id)):
        return None
    sheet = locks.lock_one(GoodsImport, import_id)
    if queries.state_of(sheet) != ImportState.JUDGING:
        return None
    sheet.vendor = Vendor.objects.get(pk=sheet.vendor_id)
    rows = queries.next_rows(sheet, PIECE)
    judge_rows(sheet, rows, known)
    GoodsRow.objects.bulk_update(rows, WRITTEN, batch_size=PIECE)
    if len(rows) < PIECE:
        sheet.judged_at = clock.now()
        sheet.save(update_fields=["judged_at"])
    return len(rows)


def judge_rows(sheet: GoodsImport, rows: Sequence[GoodsRow], known: Known) -> list[Finding]:
    """Judge rows of one sheet in a fixed number of queries; the caller saves ``WRITTEN``."""
    read = [(row, read_again(sheet, row, known)) for row in rows]
    for row, reading in read:
        row.code = reading.values.get("code", "")
        row.parent = reading.values.get("parent", "")
    _find_twins(sheet, read)
    digests = _digests(sheet, read)
    goods = queries.goods_for(sheet.vendor, [one.values for _row, one in read], digests.values())
    shop = Shop(sheet.vendor, goods, known, digests, defaults_of(sheet, known))
    joins = queries.siblings_of(sheet, rows)
    found = []
    for row, reading in read:
        finding = judge(
            reading,
            shop,
            confirmed_rupiah=row.confirmed_rupiah,
            joins=joins.get(row.parent),
        )
        row.verdict, row.changes = finding.verdict, finding.changes
        row.problems = [problem.stored for problem in reading.problems]
        found.append(finding)
    return found


def read_again(sheet: GoodsImport, row: GoodsRow, known: Known) -> Reading:
    """Read a row from what it keeps: its cells as they came, or their text by column."""
    if row.raw:
        cells = {
            column: _said(row.raw[place])
            for column, place in sheet.places.items()
            if place < len(row.raw)
        }
        row.said = {column: text for column, one in cells.items() if (text := rules.said_text(one))}
        troubles = {column: one.trouble for column, one in cells.items() if one.trouble}
        row.raw = []
    else:
        troubles = {
            problem["column"]: problem["code"]
            for problem in row.problems
            if problem["code"] in _TROUBLES and problem["column"] in row.said
        }
    return rules.read_row(row.said, known, troubles=troubles)


def _said(cell: Any) -> Said:
    if isinstance(cell, str):
        return Said(cell)
    text, is_number, trouble = cell
    return Said(text, bool(is_number), trouble)


def defaults_of(sheet: GoodsImport, known: Known) -> dict[str, Any]:
    """Return what new goods are where their row does not say it."""
    found: dict[str, Any] = {"unit": sheet.unit} if sheet.unit else {}
    etalase = known.etalase(sheet.etalase_label) if sheet.etalase_label else None
    return {**found, "etalase_id": etalase} if etalase else found


def _find_twins(sheet: GoodsImport, read: Sequence[tuple[GoodsRow, Reading]]) -> None:
    """Find the same code twice in one sheet: the first row counts."""
    codes = {row.code for row, _reading in read if row.code}
    numbers = [row.row_number for row, _reading in read]
    before = sheet.rows.filter(code__in=codes, row_number__lt=max(numbers, default=0))
    first = dict(
        before.exclude(row_number__in=numbers)
        .order_by("-row_number")
        .values_list("code", "row_number")
    )
    for row, reading in read:
        if not row.code:
            continue
        twin = first.setdefault(row.code, row.row_number)
        if twin < row.row_number:
            reading.wrong("code", "twice", row=twin)


def _digests(sheet: GoodsImport, read: Sequence[tuple[GoodsRow, Reading]]) -> dict[str, str]:
    """Return the digest of each picture that rows name, and note those that nobody has sent."""
    sources = {reading.values["photo"] for _row, reading in read if "photo" in reading.values}
    files = {one for one in sources if not one.startswith("https://")}
    sent = dict(sheet.pictures.filter(source__in=files).values_list("source", "digest"))
    own = queries.own_photos(sheet.vendor, files)
    for _row, reading in read:
        source = reading.values.get("photo", "")
        if source in files and source not in sent and source not in own:
            is_own = rules.OWN_PHOTO.fullmatch(source)
            reading.wrong("photo", "photo_not_yours" if is_own else "photo_not_sent")
    addresses = {one: rules.source_digest(one) for one in sources - files}
    return {**sent, **addresses}
