"""A sheet becomes rows of a list: read and judged at once, taken in by a worker, row by row.

Sent twice, it changes nothing the second time: a row is found again by its NIB, its NPWP, or its
name, phone and region, and an empty cell leaves what is known.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, blind_index, clock, guards, locks
from marketplace.core.errors import Conflict, InvalidUpload
from marketplace.core.policy import require
from marketplace.core.uploads import Sheet, take_sheet
from marketplace.core.uploads.taking import safe_name
from vendors.pipeline import policies, queries, rules
from vendors.pipeline.models import ImportRow, RowVerdict, Target, TargetImport, TargetList
from vendors.pipeline.queries import Finder
from vendors.pipeline.rules import ImportState
from vendors.region_words import normal_region
from vendors.sheet_reading import rows_below
from vendors.sheet_rows import Candidate, Problem

SHEET_NAME: Final = "Sasaran"
CHUNK: Final = 50  # rows of one transaction: what a cancelling person waits for
CHUNKS: Final = 10
_KEPT: Final = ("name", "owner_name", "phone", "email", "nib", "npwp", "kbli", "note")
_DONE_BY_WORKER: Final = (RowVerdict.NEW, RowVerdict.CHANGED)


def send_sheet(*, list_id: int, upload: UploadedFile[Any], actor: User) -> TargetImport:
    """Read a sheet and judge its rows; nothing of the list changes yet.

    An earlier sheet that was only looked at is put aside. Raises: NotAllowed, InvalidUpload, Busy,
    Conflict while another sheet is taken in.
    """
    target_list = TargetList.objects.select_related("tenant__region").get(pk=list_id)
    require(policies.can_keep(actor, target_list.tenant_id))
    read = read_sheet(take_sheet(upload, prefer=SHEET_NAME), target_list)
    return _keep(list_id=list_id, name=safe_name(upload.name or ""), rows=read, actor=actor)


def read_sheet(sheet: Sheet, target_list: TargetList) -> list[ImportRow]:
    """Return the rows under the heading, each with its verdict. Raises: InvalidUpload."""
    regions = queries.region_finder(target_list.tenant)
    no_heading = _(
        "No heading with “Nama usaha” and two more columns of the template was found in the "
        "first rows. Take the template and fill it in."
    )
    read: list[tuple[int, Candidate, dict[str, str]]] = []
    for number, said in rows_below(sheet, rules, no_heading=no_heading):
        region = regions.get(normal_region(said["region"].text))
        typed = {column: cell.text for column, cell in said.items()}
        read.append((number, rules.read_row(said, region), typed))
    if not read:
        raise InvalidUpload(_("No row stands below the heading. Fill in the sheet first."))
    return _judged(target_list, read)


# ---- verdicts


def _judged(
    target_list: TargetList, read: Sequence[tuple[int, Candidate, dict[str, str]]]
) -> list[ImportRow]:
    finder = Finder.of(target_list, [row.values for _number, row, _typed in read])
    seen: dict[str, int] = {}
    return [_row(number, row, typed, finder, seen) for number, row, typed in read]


def _row(
    number: int, row: Candidate, typed: dict[str, str], finder: Finder, seen: dict[str, int]
) -> ImportRow:
    changes: list[str] = []
    verdict = RowVerdict.NEW
    if not row.problems:
        _note_twin(row, number, seen)
        found = finder.matches(row.values)
        if len(found) > 1:
            row.wrong("nib", "two_targets")
        elif found:
            changes = changed_columns(found[0], row.values)
            verdict = RowVerdict.CHANGED if changes else RowVerdict.SAME
    if row.problems:
        verdict = RowVerdict.ERROR
    said = typed if row.problems else row.values
    return ImportRow(
        row_number=number,
        verdict=verdict,
        said=json.dumps(said, ensure_ascii=False),
        problems=[problem.stored for problem in row.problems],
        changes=changes,
    )


def _note_twin(row: Candidate, number: int, seen: dict[str, int]) -> None:
    """Find the same business twice in one sheet."""
    keys = [f"{column}:{row.values[column]}" for column in ("nib", "npwp") if row.values[column]]
    keys = keys or [f"person:{_person(row.values)}"]
    twin = next((seen[key] for key in keys if key in seen), None)
    if twin is not None:
        row.wrong("name", "twice", row=twin)
    for key in keys:
        seen.setdefault(key, number)


def _person(values: dict[str, str]) -> str:
    return rules.person_of(values["name"], values["phone"], int(values["region_id"]))


def changed_columns(target: Target, values: dict[str, str]) -> list[str]:
    """Return the columns in which a row says something else than its target; empty says nothing."""
    changed = [
        column for column in _KEPT if values[column] and values[column] != getattr(target, column)
    ]
    moved = int(values["region_id"]) != target.region_id
    return [*changed, "region"] if moved else changed


# ---- kept, started, cancelled


@guards.use_case
def _keep(*, list_id: int, name: str, rows: Iterable[ImportRow], actor: User) -> TargetImport:
    target_list = locks.lock_one(TargetList, list_id)
    require(policies.can_keep(actor, target_list.tenant_id))
    before = queries.open_import(target_list)
    if before is not None:
        if before.started_at is not None:
            raise Conflict(
                _("A sheet of this list is being taken in. Wait until it is done, or cancel it.")
            )
        _cancel(before)
    sheet = TargetImport.objects.create(
        list=target_list, file_name=name, sent_by=actor, sent_at=clock.now()
    )
    kept = list(rows)
    for row in kept:
        row.sheet = sheet
    ImportRow.objects.bulk_create(kept, batch_size=500)
    audit.record("target_import.sent", actor=actor, subject=sheet, rows=len(kept))
    return sheet


@guards.use_case
def start_import(*, import_id: int, actor: User) -> TargetImport:
    """Let a worker take the rows in that are new or changed. Started twice, it runs once.

    Raises: DoesNotExist, NotAllowed, Conflict for one that has ended.
    """
    sheet = _held(import_id, actor)
    if queries.state_of(sheet) == ImportState.PREVIEW:
        sheet.started_at = clock.now()
        if not queries.progress_of(sheet).to_do:
            sheet.finished_at = sheet.started_at
        sheet.save(update_fields=["started_at", "finished_at"])
        audit.record("target_import.started", actor=actor, subject=sheet)
    return sheet


@guards.use_case
def cancel_import(*, import_id: int, actor: User) -> TargetImport:
    """Put a sheet aside; rows that were taken in by then stay. Raises: as ``start_import``."""
    sheet = _held(import_id, actor)
    _cancel(sheet)
    audit.record("target_import.cancelled", actor=actor, subject=sheet)
    return sheet


def _held(import_id: int, actor: User) -> TargetImport:
    list_id = TargetImport.objects.values_list("list_id", flat=True).get(pk=import_id)
    target_list = locks.lock_one(TargetList, list_id)
    require(policies.can_keep(actor, target_list.tenant_id))
    sheet = locks.lock_one(TargetImport, import_id)
    if queries.state_of(sheet) in {ImportState.DONE, ImportState.CANCELLED}:
        raise Conflict(_("This import was finished or cancelled already. Send the sheet again."))
    return sheet


@guards.use_case
def read_failed_rows(*, import_id: int, actor: User) -> list[ImportRow]:
    """Return the rows to repair with all that they say, and write down who took them.

    Raises: DoesNotExist, NotAllowed.
    """
    sheet = TargetImport.objects.select_related("list").get(pk=import_id)
    require(policies.can_keep(actor, sheet.list.tenant_id))
    rows = list(sheet.rows.filter(verdict=RowVerdict.ERROR))
    audit.record("target_import.errors_read", actor=actor, subject=sheet, rows=len(rows))
    return rows


def _cancel(sheet: TargetImport) -> None:
    sheet.cancelled_at = clock.now()
    sheet.save(update_fields=["cancelled_at"])


# ---- the worker


def run_imports(limit: int = CHUNKS) -> int:
    """Take in the next rows of the sheets that were started; return how many rows.

    limit: chunks until other recurring work has its turn.
    """
    taken = 0
    running = TargetImport.objects.filter(
        started_at__isnull=False, finished_at=None, cancelled_at=None
    )
    for pk, list_id in running.order_by("started_at").values_list("pk", "list_id"):
        while limit > 0 and (done := _take_in(pk, list_id)) is not None:
            taken, limit = taken + done, limit - 1
    return taken


@transaction.atomic
def _take_in(import_id: int, list_id: int) -> int | None:
    """Take in the next rows; None when none is left, or another worker has the sheet."""
    if not locks.try_advisory_lock(f"target-import-{import_id}"):
        return None
    target_list = locks.lock_one(TargetList, list_id)
    sheet = locks.lock_one(TargetImport, import_id)
    if queries.state_of(sheet) != ImportState.RUNNING:
        return None
    rows = list(sheet.rows.filter(verdict__in=_DONE_BY_WORKER, done_at=None)[:CHUNK])
    finder = Finder.of(target_list, [queries.said_of(row) for row in rows])
    for row in rows:
        _take_row(target_list, row, finder)
    if len(rows) < CHUNK:
        sheet.finished_at = clock.now()
        sheet.save(update_fields=["finished_at"])
        counts = queries.progress_of(sheet).counts
        audit.record("target_import.done", actor=sheet.sent_by, subject=sheet, counts=counts)
    return len(rows)


def _take_row(target_list: TargetList, row: ImportRow, finder: Finder) -> None:
    values = queries.said_of(row)
    found = finder.matches(values)
    try:
        with transaction.atomic():
            if len(found) > 1:
                _refuse(row, "two_targets")
            else:
                target = found[0] if found else _new(target_list, row)
                _write(target, values)
    except DatabaseError as clash:
        if guards.refusal(clash) is None:
            raise
        _refuse(row, "taken")
    row.done_at = clock.now()
    if row.verdict != RowVerdict.ERROR:
        row.said = ""
    row.save(update_fields=["verdict", "problems", "done_at", "said"])


def _refuse(row: ImportRow, code: str) -> None:
    row.verdict, row.problems = RowVerdict.ERROR, [Problem("nib", code).stored]


def _new(target_list: TargetList, row: ImportRow) -> Target:
    return Target(list=target_list, row_number=row.row_number, made_at=clock.now())


def _write(target: Target, values: dict[str, str]) -> None:
    for column in _KEPT:
        if values[column]:
            setattr(target, column, values[column])
    target.region_id = int(values["region_id"])
    target.npwp_index = blind_index.index_of("npwp", target.npwp)
    who = rules.person_of(target.name, target.phone, target.region_id)
    target.person_key = blind_index.index_of("target", who)
    target.changed_at = clock.now()
    target.save()


@transaction.atomic
def forget_rows() -> int:
    """Forget what the rows of old imports said; return of how many sheets."""
    old = TargetImport.objects.filter(
        forgotten_at=None, sent_at__lt=clock.now() - timedelta(days=rules.ROWS_KEPT_DAYS)
    ).exclude(started_at__isnull=False, finished_at=None, cancelled_at=None)
    keys = list(old.values_list("pk", flat=True)[:100])
    ImportRow.objects.filter(sheet__in=keys).update(said="")
    now = clock.now()
    TargetImport.objects.filter(pk__in=keys, finished_at=None, cancelled_at=None).update(
        cancelled_at=now
    )
    return TargetImport.objects.filter(pk__in=keys).update(forgotten_at=now)
