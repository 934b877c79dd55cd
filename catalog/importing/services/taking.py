"""Rows are taken in by a worker: each in a transaction of its own, by the catalogue's use-cases.

A worker that dies has done whole rows; the next goes on with the first that nobody has done. A row
is judged again in that moment: what has changed since the preview is not written over.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import translation

from catalog.importing import policies, queries
from catalog.importing.judging import Finding, column_of
from catalog.importing.models import GoodsImport, GoodsRow, GoodsVerdict
from catalog.importing.rules import ImportState, Known
from catalog.importing.services.looking import (
    WRITTEN,
    defaults_of,
    judge_rows,
    lock_name,
    read_again,
)
from catalog.importing.services.pictures import photo_of
from catalog.importing.services.steps import put_aside
from catalog.importing.services.writing import Act, write
from marketplace.accounts.models import User
from marketplace.core import audit, clock, locks
from marketplace.core.errors import Busy, DomainError
from vendors.models import Vendor
from vendors.sheet_rows import Problem

ROWS: Final = 200  # until other recurring work has its turn


def take_in_sheets(limit: int = ROWS) -> int:
    """Take in the next rows of the sheets that were started; return how many."""
    taken = 0
    running = GoodsImport.objects.filter(
        started_at__isnull=False, finished_at=None, cancelled_at=None
    )
    for sheet in running.select_related("vendor", "started_by").order_by("started_at"):
        known = queries.known_to(sheet.vendor)
        with translation.override(_starter(sheet).language):
            while taken < limit and _take_next(sheet, known):
                taken += 1
    return taken


def _starter(sheet: GoodsImport) -> User:
    assert sheet.started_by is not None  # noqa: S101 - goods_import_starts_judged
    return sheet.started_by


def _take_next(sheet: GoodsImport, known: Known) -> bool:
    """Take in one row; False when none is left, or another worker has the sheet."""
    to_do = sheet.rows.filter(verdict__in=queries.TO_TAKE, done_at=None)
    row = to_do.order_by("row_number").first()
    if row is None:
        _finish(sheet.pk)
        return False
    stored, lost = "", ""
    if source := read_again(sheet, row, known).values.get("photo"):
        changes = row.verdict == GoodsVerdict.NEW or "photo" in row.changes
        stored, lost = photo_of(sheet, source) if changes else ("", "")
    try:
        return _take_row(sheet.pk, row.pk, known, stored=stored, lost=lost)
    except Busy:
        return False  # somebody changes these goods at this moment: the row has its turn again


@transaction.atomic
def _finish(import_id: int) -> None:
    sheet = locks.lock_one(GoodsImport, import_id)
    if queries.state_of(sheet) != ImportState.RUNNING:
        return
    sheet.finished_at = clock.now()
    sheet.save(update_fields=["finished_at"])
    counts = queries.progress_of(sheet).counts
    audit.record("goods_import.done", actor=_starter(sheet), subject=sheet, counts=counts)


@transaction.atomic
def _take_row(import_id: int, row_id: int, known: Known, *, stored: str, lost: str) -> bool:
    if not locks.try_advisory_lock(lock_name(import_id)):
        return False
    sheet = locks.lock_one(GoodsImport, import_id)
    row = GoodsRow.objects.get(pk=row_id)
    if queries.state_of(sheet) != ImportState.RUNNING or row.done_at is not None:
        return False
    actor = _starter(sheet)
    sheet.vendor = locks.lock_shared(Vendor, sheet.vendor_id)
    if not policies.can_send(actor, sheet.vendor):
        put_aside(sheet)  # who started it has left the shop, or the shop was closed
        audit.record("goods_import.cancelled", actor=actor, subject=sheet)
        return False
    found = judge_rows(sheet, [row], known)[0]
    if found.verdict in queries.TO_TAKE:
        if lost:
            _refuse(row, "photo", lost)
        else:
            _write_row(sheet, row, found, known, stored)
    if row.verdict in {*queries.TO_TAKE, GoodsVerdict.SAME}:
        row.done_at = clock.now()
    row.save(update_fields=[*WRITTEN, "done_at"])
    return True


def _write_row(
    sheet: GoodsImport, row: GoodsRow, found: Finding, known: Known, stored: str
) -> None:
    given = read_again(sheet, row, known).values
    meant = row.confirmed_rupiah is not None and row.confirmed_rupiah == given.get("price_rupiah")
    values = {**defaults_of(sheet, known), **given} if found.sku is None else given
    try:
        write(
            sheet.vendor,
            found,
            values,
            Act(_starter(sheet), meant=meant, stored=stored),
            siblings=lambda codes: _said_of(sheet, codes, known),
        )
    except Busy:
        raise
    except DomainError as refused:
        named = column_of(str(refused.details.get("field", "code")))
        _refuse(row, named, "refused", words=refused.message)


def _said_of(
    sheet: GoodsImport, codes: Collection[str], known: Known
) -> Mapping[str, Mapping[str, Any]]:
    """Return what the rows that are still to be done say of these variants, by code."""
    rows = sheet.rows.filter(code__in=codes, verdict__in=queries.TO_TAKE, done_at=None)
    return {row.code: read_again(sheet, row, known).values for row in rows}


def _refuse(row: GoodsRow, column: str, code: str, **params: str) -> None:
    row.verdict = GoodsVerdict.ERROR
    row.problems = [Problem(column, code, params).stored]
