"""A sheet becomes lines or packages: read and judged at once, then taken over whole, or put aside.

Sent twice, it changes nothing the second time: a line is known by year, account and sub-activity, a
package by its RUP code. A sheet with a row to be repaired is not taken over: half a budget would
pass for a whole one.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import Agency, User
from marketplace.budget import policies, queries, rules
from marketplace.budget.models import (
    BudgetLine,
    PackageLine,
    PlanPackage,
    PlanSheet,
    RowVerdict,
    SheetKind,
)
from marketplace.budget.services.judging import Row, judged
from marketplace.budget.services.keeping import (
    LineFacts,
    PackageFacts,
    correct_line,
    correct_package,
    enter_line,
    enter_package,
)
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import Conflict, DomainError, InvalidUpload
from marketplace.core.locks import Mode
from marketplace.core.policy import require
from marketplace.core.uploads import Sheet, take_sheet
from marketplace.core.uploads.taking import safe_name
from vendors.sheet_reading import rows_below
from vendors.sheet_rows import Candidate

TABLES: Final = {SheetKind.LINES.value: rules.LINES, SheetKind.PACKAGES.value: rules.PACKAGES}
_TAKEN: Final = {RowVerdict.NEW.value, RowVerdict.CHANGED.value}


def send_sheet(*, agency_id: int, kind: str, upload: UploadedFile[Any], actor: User) -> PlanSheet:
    """Read a sheet and judge its rows; the budget does not change yet.

    An earlier one of the same kind that was only looked at is put aside. Raises: NotAllowed,
    InvalidUpload, Busy.
    """
    require(policies.can_keep(actor, agency_id))
    agency = Agency.objects.select_related("region").get(pk=agency_id)
    read = _read(take_sheet(upload), TABLES[kind])
    rows = judged(agency, kind, read)
    return _keep(agency_id, kind, safe_name(upload.name or ""), rows, actor)


def _read(sheet: Sheet, table: rules.Table) -> list[tuple[int, Candidate]]:
    no_heading = _(
        "No heading with “%(columns)s” was found in the first rows. Take the template and fill it "
        "in."
    ) % {"columns": "”, “".join(table.columns[name][0] for name in sorted(table.known_by))}
    read = [
        (number, rules.read_row(table, said))
        for number, said in rows_below(sheet, table, no_heading=no_heading)
    ]
    if not 0 < len(read) <= rules.MOST_ROWS:
        raise InvalidUpload(
            _("A sheet holds from 1 to %(most)s rows below its heading; this one has %(found)s.")
            % {"most": rules.MOST_ROWS, "found": len(read)}
        )
    return read


@guards.use_case
def _keep(agency_id: int, kind: str, name: str, rows: Sequence[Row], actor: User) -> PlanSheet:
    require(policies.can_keep(actor, agency_id))
    before = queries.open_sheets(agency_id).filter(kind=kind).values_list("pk", flat=True)
    for sheet in locks.lock(PlanSheet, before):
        _decide(sheet, "put_aside_at")
    sheet = PlanSheet.objects.create(
        agency_id=agency_id,
        kind=kind,
        file_name=name,
        rows=list(rows),
        counts={
            verdict.value: sum(row["verdict"] == verdict for row in rows) for verdict in RowVerdict
        },
        sent_by=actor,
        sent_at=clock.now(),
    )
    audit.record("plan_sheet.sent", actor=actor, subject=sheet, counts=sheet.counts)
    return sheet


@guards.use_case
def take_sheet_over(*, sheet_id: int, actor: User) -> int:
    """Enter and correct what a sheet says; return how many rows. All of them or none.

    Raises: NotAllowed, Conflict for a sheet that was decided, that has rows to be repaired, or a
    row that no longer fits what the agency has meanwhile.
    """
    sheet = _held(sheet_id, actor)
    if sheet.number_of(RowVerdict.WRONG):
        raise Conflict(
            _("Rows to repair: %(number)s. Repair them in your sheet and send it again.")
            % {"number": sheet.number_of(RowVerdict.WRONG)}
        )
    rows = [row for row in sheet.rows if row["verdict"] in _TAKEN]
    if sheet.kind == SheetKind.LINES:
        _take_lines(sheet.agency_id, rows, actor)
    else:
        _take_packages(sheet.agency_id, rows, actor)
    _decide(sheet, "taken_at")
    audit.record("plan_sheet.taken", actor=actor, subject=sheet, rows=len(rows))
    return len(rows)


def _take_lines(agency_id: int, rows: Sequence[Row], actor: User) -> None:
    keys = [int(row["values"]["line_id"]) for row in rows if row["values"]["line_id"]]
    held = locks.lock_all((BudgetLine, keys, Mode.UPDATE)).of(BudgetLine)
    for row in rows:
        values, line = row["values"], None
        if values["line_id"]:
            line = held[int(values["line_id"])]
        amount = int(values["ceiling"])
        facts = LineFacts(
            int(values["year"]), int(values["account_id"]), values["activity"], amount
        )
        try:
            if line is None:
                enter_line(agency_id, facts, actor)
            else:
                correct_line(line, line.sub_activity, amount, actor)
        except DomainError as refused:
            raise _no_longer_fits(row["number"], refused) from refused


def _take_packages(agency_id: int, rows: Sequence[Row], actor: User) -> None:
    held = _locked_packages(agency_id, rows)
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row["values"]["code"], []).append(row)
    for code, mine in by_code.items():
        values = mine[0]["values"]
        parts = {int(row["values"]["line_id"]): int(row["values"]["ceiling"]) for row in mine}
        package = held.get(code)
        try:
            if package is None:
                facts = PackageFacts(code, values["name"], int(values["year"]), parts)
                enter_package(agency_id, facts, actor)
            else:
                correct_package(package, values["name"], parts, actor)
        except DomainError as refused:
            raise _no_longer_fits(mine[0]["number"], refused) from refused


def _locked_packages(agency_id: int, rows: Sequence[Row]) -> dict[str, PlanPackage]:
    """Lock the packages that rows name, with all their lines: in one order, as everybody does."""
    codes = {row["values"]["code"] for row in rows}
    known = PlanPackage.objects.filter(agency_id=agency_id, rup_code__in=codes)
    lines = {int(row["values"]["line_id"]) for row in rows}
    parts = PackageLine.objects.filter(package__in=known).order_by()
    lines |= set(parts.values_list("budget_line_id", flat=True))
    held = locks.lock_all(
        (PlanPackage, known.order_by().values_list("pk", flat=True), Mode.UPDATE),
        (BudgetLine, lines, Mode.UPDATE),
    )
    return {package.rup_code: package for package in held.of(PlanPackage).values()}


def _no_longer_fits(number: int, refused: DomainError) -> Conflict:
    return Conflict(
        _("Row %(row)s does not fit any more: %(reason)s Send the sheet again.")
        % {"row": number, "reason": refused.message}
    )


@guards.use_case
def put_sheet_aside(*, sheet_id: int, actor: User) -> PlanSheet:
    """Forget a sheet; the budget does not change. Raises: NotAllowed, Conflict once decided."""
    sheet = _held(sheet_id, actor)
    _decide(sheet, "put_aside_at")
    audit.record("plan_sheet.put_aside", actor=actor, subject=sheet)
    return sheet


def _held(sheet_id: int, actor: User) -> PlanSheet:
    sheet = locks.lock_one(PlanSheet, sheet_id)
    require(policies.can_keep(actor, sheet.agency_id))
    if not sheet.is_open:
        raise Conflict(_("This sheet was taken over or put aside already. Send it again."))
    return sheet


def _decide(sheet: PlanSheet, moment: str) -> None:
    setattr(sheet, moment, clock.now())
    sheet.rows = []
    sheet.save(update_fields=[moment, "rows"])
