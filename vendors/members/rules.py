"""What is said of a member of a cooperative, typed or by a sheet, and in which shape. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from marketplace.core.text import clean_line
from vendors import rules, sheet_rows
from vendors.sheet_rows import Candidate, Said

NUMBER_MAX: Final = 30
NAME_MAX: Final = 120
MAKES_MAX: Final = 200
MOST_ROWS: Final = 1_000  # of one sheet; a cooperative has some hundred members
EARLIEST: Final = date(1945, 1, 1)

# The columns of a sheet, in the order of the template, with what cooperatives also call them.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("nomor anggota", "no anggota", "no. anggota", "nomor", "member number"),
    "name": ("nama anggota", "nama", "nama lengkap", "name"),
    "nik": ("nik", "nomor ktp", "no ktp"),
    "makes": ("yang dibuat", "produk", "hasil", "usaha", "jenis usaha", "makes"),
    "region": ("wilayah", "kecamatan", "kabupaten/kota", "region"),
    "since": ("anggota sejak", "sejak", "tanggal masuk", "member since"),
    "consent": ("tanggal persetujuan", "persetujuan", "consent"),
    "public": ("boleh disebut di halaman publik", "publik", "tampil publik", "public"),
}
# The words of the template, which its heading is made of.
HEADINGS: Final = tuple(words[0].capitalize() for words in COLUMNS.values())
NEEDED: Final = ("number", "name", "makes", "region", "since", "consent")
YES: Final = frozenset({"ya", "y", "yes", "boleh", "setuju", "1"})
NO: Final = frozenset({"", "tidak", "t", "no", "n", "tdk", "0"})
_DATES: Final = frozenset({"since", "consent"})
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: 00:00:00)?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})", re.ASCII)
_LENGTHS: Final = {"number": NUMBER_MAX, "name": NAME_MAX, "makes": MAKES_MAX}


def read_day(text: str) -> date | None:
    """Return a day as people type it, the day before the month: 5/3/2021, or 2021-03-05."""
    words = clean_line(text)
    if found := _ISO.fullmatch(words):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(words):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def check_days(*, since: date, consent_on: date, today: date) -> tuple[str, str] | None:
    """Return the field and the code of what is wrong with the days of a member, or None."""
    if not EARLIEST <= since <= today:
        return "since", "since_out_of_range"
    if not EARLIEST <= consent_on <= today:
        return "consent", "consent_out_of_range"
    return None


def is_heading(places: Mapping[str, int]) -> bool:
    """Say whether a row names enough columns to be the heading of a list of members."""
    return {"name", "number"} <= set(places)


def missing_columns(places: Mapping[str, int]) -> list[str]:
    """Return the headings that a list cannot do without."""
    return [COLUMNS[column][0].capitalize() for column in NEEDED if column not in places]


def read_row(cells: Mapping[str, Said], region_id: int | None, today: date) -> Candidate:
    """Judge a row. region_id: what its region means, None where it is none that is known."""
    row = Candidate(dict.fromkeys((*COLUMNS, "region_id"), ""))
    for column, said in cells.items():
        row.values[column] = clean_line(said.text)
        is_day = column in _DATES and said.trouble == "date"
        if said.trouble and not is_day:
            row.wrong(column, said.trouble)
    troubled = {problem.column for problem in row.problems}
    for column in NEEDED:
        if not row.values[column] and column not in troubled:
            row.wrong(column, f"{column}_missing")
            troubled.add(column)
    row.refuse_example()
    _texts(row, troubled)
    _nik(row, cells.get("nik", Said()), troubled)
    _region(row, region_id, troubled)
    _days(row, troubled, today)
    _public(row, troubled)
    return row


def _texts(row: Candidate, troubled: set[str]) -> None:
    for column, most in _LENGTHS.items():
        if column not in troubled and len(row.values[column]) > most:
            row.wrong(column, "too_long", most=most)


def _nik(row: Candidate, said: Said, troubled: set[str]) -> None:
    digits = rules.plain(said.text)
    if not digits or "nik" in troubled:
        return
    row.values["nik"] = digits
    finding = rules.check_nik(digits)
    if finding.is_error:
        row.wrong("nik", finding.code, **finding.params)


def _region(row: Candidate, region_id: int | None, troubled: set[str]) -> None:
    if "region" in troubled:
        return
    if region_id is None:
        row.wrong("region", "region_unknown")
    else:
        row.values["region_id"] = str(region_id)


def _days(row: Candidate, troubled: set[str], today: date) -> None:
    days: dict[str, date] = {}
    for column in sorted(_DATES - troubled):
        day = read_day(row.values[column])
        if day is None:
            row.wrong(column, "day_unreadable")
        else:
            days[column], row.values[column] = day, day.isoformat()
    if len(days) == len(_DATES):
        wrong = check_days(since=days["since"], consent_on=days["consent"], today=today)
        if wrong:
            row.wrong(*wrong)


def _public(row: Candidate, troubled: set[str]) -> None:
    said = row.values["public"].lower()
    if "public" in troubled:
        return
    if said not in YES | NO:
        row.wrong("public", "public_unreadable")
    row.values["public"] = "ya" if said in YES else ""


def places_of(row: list[str]) -> dict[str, int]:
    """Return where each column stands, if this row is a heading."""
    return sheet_rows.places_of(row, COLUMNS)
