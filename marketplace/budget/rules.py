"""What a sheet of a budget says: account codes, years, rupiah and RUP codes, in one shape. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import typed_number
from vendors import sheet_rows
from vendors.sheet_rows import Candidate, Said

FIRST_YEAR, LAST_YEAR = 2020, 2199
WORDS_MAX: Final = 200
MOST_ROWS: Final = 2_000  # of one sheet: a large agency has some hundred lines a year
_RUP_CODE: Final = re.compile(r"[0-9]{6,10}", re.ASCII)
# Dots or none; the last two groups of 2 and 4 digits, of 2 and 3 (Permendagri 90/2019), or of 3
# and 5 (SIPD). One account, whichever way it is written.
_DOTTED: Final = re.compile(
    r"5\.([1-4])\.(\d{2})\.(\d{2})\.(?:(\d{2})\.(\d{3,4})|(\d{3})\.(\d{5}))", re.ASCII
)
_PLAIN: Final = re.compile(r"5([1-4])(\d{2})(\d{2})(?:(\d{2})(\d{3,4})|(\d{3})(\d{5}))", re.ASCII)


def account_of(text: str) -> str | None:
    """Return an expenditure account as ``5.1.02.01.01.0024``, or None when it is none.

    Source: Permendagri 90/2019 and Kepmendagri 050-5889/2021.
    """
    typed = clean_line(text).rstrip(".")
    found = _DOTTED.fullmatch(typed) or _PLAIN.fullmatch(typed)
    if found is None:
        return None
    kind, group, sort, *rest = (part for part in found.groups() if part is not None)
    object_, detail = (int(part) for part in rest)
    if object_ > 99 or detail > 9999:
        return None
    return f"5.{kind}.{group}.{sort}.{object_:02d}.{detail:04d}"


def is_rup_code(text: str) -> bool:
    """Say whether a text has the shape of a RUP code: six to ten digits."""
    return _RUP_CODE.fullmatch(text) is not None


@dataclass(frozen=True)
class Table:
    """The columns of one kind of sheet, in the order of its template; ``name`` holds its words.

    ``known_by``: the columns by which a row of it is told from another kind of table.
    """

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    known_by: frozenset[str]
    name: str

    @property
    def headings(self) -> tuple[str, ...]:
        """The words of the template."""
        return tuple(words[0].capitalize() for words in self.columns.values())

    def places_of(self, row: list[str]) -> dict[str, int]:
        """Return where each column stands, if this row is a heading."""
        return sheet_rows.places_of(row, self.columns)

    def is_heading(self, places: Mapping[str, int]) -> bool:
        """Say whether a row names enough columns to be the heading."""
        return self.known_by <= set(places)

    def missing_columns(self, places: Mapping[str, int]) -> list[str]:
        """Return the headings that a sheet cannot do without."""
        return [
            self.columns[column][0].capitalize() for column in self.needed if column not in places
        ]


_YEAR: Final = ("tahun anggaran", "tahun", "ta", "fiscal year")
_ACCOUNT: Final = ("kode rekening", "rekening", "kode rekening belanja", "mak", "account code")
_ACTIVITY: Final = (
    "sub kegiatan",
    "uraian",
    "uraian sub kegiatan",
    "nama sub kegiatan",
    "kegiatan",
)
_CEILING: Final = ("pagu", "anggaran", "pagu anggaran", "jumlah", "nilai", "ceiling")
LINES: Final = Table(
    {"year": _YEAR, "account": _ACCOUNT, "activity": _ACTIVITY, "ceiling": _CEILING},
    ("year", "account", "activity", "ceiling"),
    frozenset({"account", "ceiling"}),
    "activity",
)
PACKAGES: Final = Table(
    {
        "code": ("kode rup", "id rup", "kd rup", "kd_rup", "rup code"),
        "name": ("nama paket", "paket", "nama", "name"),
        "year": _YEAR,
        "account": _ACCOUNT,
        "ceiling": _CEILING,
        "activity": _ACTIVITY,
    },
    ("code", "name", "year", "account", "ceiling"),
    frozenset({"code", "ceiling"}),
    "name",
)
_WORDS: Final = ("name", "activity")


def read_row(table: Table, cells: Mapping[str, Said]) -> Candidate:
    """Judge a row by itself: its values in the shape in which they are kept, what is wrong."""
    row = Candidate(dict.fromkeys((*table.columns, "account_id", "line_id"), ""))
    for column, said in cells.items():
        row.values[column] = clean_line(said.text)
        if said.trouble:
            row.wrong(column, said.trouble)
    troubled = {problem.column for problem in row.problems}
    for column in table.needed:
        if not row.values[column] and column not in troubled:
            row.wrong(column, "missing")
            troubled.add(column)
    if row.values[table.name].casefold().startswith(sheet_rows.EXAMPLE):
        row.wrong(table.name, "example")
    for column in _WORDS:
        if column not in troubled and len(row.values.get(column, "")) > WORDS_MAX:
            row.wrong(column, "too_long", most=WORDS_MAX)
    _code(row, troubled)
    _year(row, troubled)
    _account(row, troubled)
    _amount(row, cells.get("ceiling", Said()), troubled)
    return row


def _code(row: Candidate, troubled: set[str]) -> None:
    if "code" in row.values and "code" not in troubled and not is_rup_code(row.values["code"]):
        row.wrong("code", "code_unreadable")


def _year(row: Candidate, troubled: set[str]) -> None:
    text = row.values["year"]
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    if "year" not in troubled and not (is_year and FIRST_YEAR <= int(text) <= LAST_YEAR):
        row.wrong("year", "year_unreadable")


def _account(row: Candidate, troubled: set[str]) -> None:
    if "account" in troubled:
        return
    account = account_of(row.values["account"])
    if account is None:
        row.wrong("account", "account_unreadable")
    else:
        row.values["account"] = account


def _amount(row: Candidate, said: Said, troubled: set[str]) -> None:
    """Read whole rupiah. A number that a spreadsheet keeps with a fraction is none."""
    if "ceiling" in troubled:
        return
    has_fraction = said.is_number and not said.text.isdigit()
    amount = None if has_fraction else typed_number(row.values["ceiling"])
    if amount is None:
        row.wrong("ceiling", "amount_unreadable")
    elif amount > MAX_SUM_RUPIAH:
        row.wrong("ceiling", "amount_large")
    else:
        row.values["ceiling"] = str(amount)
