"""What taking a row of a sheet over would do: each row against what the agency has. Reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from marketplace.accounts.models import Agency
from marketplace.budget import queries
from marketplace.budget.models import (
    AccountCode,
    BudgetLine,
    PackageLine,
    PlanPackage,
    RowVerdict,
    SheetKind,
)
from marketplace.core import clock
from marketplace.core.money import rupiah
from vendors.sheet_rows import Candidate

Row = dict[str, Any]
Read = Sequence[tuple[int, Candidate]]


@dataclass
class _Known:
    """What there is of the things that a sheet names, and what its earlier rows said."""

    accounts: dict[str, int]
    lines: dict[tuple[int, int], list[BudgetLine]]
    packages: dict[str, PlanPackage]
    today_year: int
    agency_id: int
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    named: dict[str, tuple[int, str, str]] = field(default_factory=dict)


def judged(agency: Agency, kind: str, read: Read) -> list[Row]:
    """Return the rows of a sheet with their verdicts, as they are kept until it is decided."""
    known = _known(agency, read)
    judge = _judge_line if kind == SheetKind.LINES else _judge_package
    return [_row(number, row, judge(number, row, known)) for number, row in read]


def _known(agency: Agency, read: Read) -> _Known:
    rows = [row for _number, row in read]
    accounts = AccountCode.objects.filter(code__in={row.values["account"] for row in rows})
    lines: dict[tuple[int, int], list[BudgetLine]] = {}
    for line in BudgetLine.objects.filter(agency=agency).prefetch_related("parts__package"):
        lines.setdefault((line.fiscal_year, line.account_code_id), []).append(line)
    codes = {row.values["code"] for row in rows if row.values.get("code")}
    return _Known(
        accounts=dict(accounts.values_list("code", "pk")),
        lines=lines,
        packages=queries.packages_by_code(codes),
        today_year=clock.today(agency.time_zone).year,
        agency_id=agency.pk,
    )


def _row(number: int, row: Candidate, found: tuple[bool, list[str]]) -> Row:
    is_new, changes = found
    verdict = RowVerdict.CHANGED if changes else RowVerdict.SAME
    if row.problems:
        verdict, changes = RowVerdict.WRONG, []
    elif is_new:
        verdict, changes = RowVerdict.NEW, []
    return {
        "number": number,
        "verdict": verdict.value,
        "values": row.values,
        "problems": [problem.stored for problem in row.problems],
        "changes": changes,
    }


def _common(number: int, row: Candidate, known: _Known, key: tuple[str, ...]) -> None:
    """Judge what both kinds of sheet have: the year, the account, the same thing twice."""
    values = row.values
    if not row.problems and int(values["year"]) < known.today_year:
        row.wrong("year", "year_closed", now=known.today_year)
    account_id = known.accounts.get(values["account"])
    if account_id is not None:
        values["account_id"] = str(account_id)
    elif not row.problems:
        row.wrong("account", "account_unknown")
    if not row.problems:
        twin = known.seen.setdefault(key, number)
        if twin != number:
            row.wrong("account", "twice", row=twin)


def _judge_line(number: int, row: Candidate, known: _Known) -> tuple[bool, list[str]]:
    values = row.values
    key = (values["year"], values["account"], values["activity"].casefold())
    _common(number, row, known, key)
    if row.problems:
        return False, []
    there = known.lines.get((int(values["year"]), int(values["account_id"])), [])
    line = next((one for one in there if one.sub_activity.casefold() == key[2]), None)
    if line is None:
        return True, []
    values["line_id"] = str(line.pk)
    amount = int(values["ceiling"])
    _require_above(row, amount, line.reserved_rupiah)
    largest = max(line.parts.all(), key=lambda part: part.ceiling_rupiah, default=None)
    if largest is not None and amount < largest.ceiling_rupiah:
        part, code = rupiah(largest.ceiling_rupiah), largest.package.rup_code
        row.wrong("ceiling", "below_part", part=part, package=code)
    return False, [*_differs("ceiling", line.ceiling_rupiah, amount)]


def _judge_package(number: int, row: Candidate, known: _Known) -> tuple[bool, list[str]]:
    values = row.values
    _common(number, row, known, (values["code"], values["account"]))
    if row.problems:
        return False, []
    first = known.named.setdefault(values["code"], (number, values["name"], values["year"]))
    if first[1:] != (values["name"], values["year"]):
        row.wrong("name", "name_differs", row=first[0])
        return False, []
    package = known.packages.get(values["code"])
    part = _part_of(row, known, package) if package is not None else None
    line = None if row.problems else _line_of(row, known, part)
    if line is None:
        return False, []
    values["line_id"] = str(line.pk)
    amount = int(values["ceiling"])
    _require_above(row, amount, part.reserved_rupiah if part else 0)
    if amount > line.ceiling_rupiah:
        row.wrong("ceiling", "above_line", ceiling=rupiah(line.ceiling_rupiah))
    if package is None or part is None:
        return True, []
    changes = [*_differs("name", package.name, values["name"])]
    return False, [*changes, *_differs("ceiling", part.ceiling_rupiah, amount)]


def _part_of(row: Candidate, known: _Known, package: PlanPackage) -> PackageLine | None:
    """Return the part that a package has on the account of a row, or say what is wrong with it."""
    if package.agency_id != known.agency_id:
        row.wrong("code", "code_taken")
    elif package.fiscal_year != int(row.values["year"]):
        row.wrong("year", "year_differs", year=package.fiscal_year)
    account_id = int(row.values["account_id"])
    return next((one for one in package.lines.all() if one.account_code_id == account_id), None)


def _line_of(row: Candidate, known: _Known, part: PackageLine | None) -> BudgetLine | None:
    """Return the line of the budget a row means: by its words, else the only one there is."""
    there = known.lines.get((int(row.values["year"]), int(row.values["account_id"])), [])
    words = row.values["activity"].casefold()
    if words:
        there = [line for line in there if line.sub_activity.casefold() == words]
    elif part is not None:
        there = [line for line in there if line.pk == part.budget_line_id]
    if not there:
        row.wrong("account", "line_missing")
    elif len(there) > 1:
        row.wrong("activity", "line_ambiguous", number=len(there))
    elif part is not None and part.budget_line_id != there[0].pk:
        row.wrong("activity", "line_other")
    else:
        return there[0]
    return None


def _require_above(row: Candidate, amount: int, reserved: int) -> None:
    if amount < reserved:
        row.wrong("ceiling", "below_reserved", reserved=rupiah(reserved))


def _differs(column: str, before: object, after: object) -> Iterator[str]:
    if before != after:
        yield column
