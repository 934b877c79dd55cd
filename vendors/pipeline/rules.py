"""What a row of a target list must hold, and by what a business is known again. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from marketplace.core import phones
from marketplace.core.text import clean_line
from vendors import rules, sheet_rows
from vendors.sheet_rows import Candidate, Said

NAME_MAX: Final = 120
NOTE_MAX: Final = 500
MAIL_MAX: Final = 254
NIB_DIGITS, NPWP_DIGITS = 13, 15
MOST_SHEETS: Final = 500  # printed invitations in one file
ROWS_KEPT_DAYS: Final = 30  # what an import's rows said, for who repairs them

# The columns of a sheet, in the order of the template, with what offices also call them.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("nama usaha", "nama toko", "nama umkm", "usaha", "business name"),
    "owner_name": ("nama pemilik", "pemilik", "nama pelaku usaha", "owner"),
    "region": ("wilayah", "kecamatan", "kabupaten/kota", "region"),
    "phone": ("telepon", "nomor hp", "no hp", "hp", "nomor telepon", "whatsapp", "phone"),
    "email": ("surel", "email", "e-mail", "alamat surel"),
    "nib": ("nib", "nomor induk berusaha"),
    "npwp": ("npwp",),
    "kbli": ("kbli", "kode kbli"),
    "note": ("catatan", "keterangan", "note"),
}
# The words of the template, which its heading is made of.
HEADINGS: Final = tuple(words[0].capitalize() for words in COLUMNS.values())
NEEDED: Final = ("name", "region")
_MAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]{2,}", re.ASCII)


class ImportState(StrEnum):
    """Where the import of a sheet stands."""

    PREVIEW = "preview"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


def state_of(
    *, started: datetime | None, finished: datetime | None, cancelled: datetime | None
) -> ImportState:
    """Say where an import stands by its moments."""
    if cancelled:
        return ImportState.CANCELLED
    if finished:
        return ImportState.DONE
    return ImportState.RUNNING if started else ImportState.PREVIEW


def places_of(row: Sequence[str]) -> dict[str, int]:
    """Return where each column stands, if this row is a heading."""
    return sheet_rows.places_of(row, COLUMNS)


def is_heading(places: Mapping[str, int]) -> bool:
    """Say whether a row names enough columns to be the heading of a list."""
    return "name" in places and len(places) >= 3


def missing_columns(places: Mapping[str, int]) -> list[str]:
    """Return the headings that a list cannot do without."""
    return [COLUMNS[column][0].capitalize() for column in NEEDED if column not in places]


def read_row(cells: Mapping[str, Said], region_id: int | None) -> Candidate:
    """Judge a row. region_id: what its region means, None where it is none of the market's."""
    row = Candidate(dict.fromkeys(COLUMNS, ""))
    for column, said in cells.items():
        row.values[column] = clean_line(said.text)
        if said.trouble:
            row.wrong(column, said.trouble)
    troubled = {problem.column for problem in row.problems}
    for column, check in _CHECKS.items():
        said = cells.get(column, Said())
        if column not in troubled and row.values[column]:
            check(row, said)
    if not row.values["name"]:
        row.wrong("name", "name_missing")
    row.refuse_example()
    if "region" not in troubled:
        _region(row, region_id)
    if not any(row.values[column] for column in ("nib", "npwp", "phone")):
        row.wrong("phone", "nothing_to_know_it_by")
    return row


def _region(row: Candidate, region_id: int | None) -> None:
    if not row.values["region"]:
        row.wrong("region", "region_missing")
    elif region_id is None:
        row.wrong("region", "region_unknown")
    else:
        row.values["region_id"] = str(region_id)


def _name(row: Candidate, _said: Said) -> None:
    for column, most in (("name", NAME_MAX), ("owner_name", NAME_MAX), ("note", NOTE_MAX)):
        if len(row.values[column]) > most:
            row.wrong(column, "too_long", most=most)


def _phone(row: Candidate, said: Said) -> None:
    """Read a number; a cell that is a number has lost the zero before it."""
    number = rules.phone(said.text)
    if not number:
        row.wrong("phone", "phone_unreadable")
    row.values["phone"] = number


def _email(row: Candidate, said: Said) -> None:
    address = clean_line(said.text).lower()
    is_one = _MAIL.fullmatch(address) is not None and ".." not in address
    # Letters of other alphabets pass for ours (core.imitation).
    if len(address) > MAIL_MAX or not is_one or not address.isascii():
        row.wrong("email", "email_unreadable")
    row.values["email"] = address


def _nib(row: Candidate, said: Said) -> None:
    digits = rules.plain(said.text)
    if said.is_number and digits.isdigit():
        digits = digits.zfill(NIB_DIGITS)
    _shape(row, "nib", digits, rules.check_nib(digits))


def _npwp(row: Candidate, said: Said) -> None:
    digits = rules.plain(said.text)
    if said.is_number and digits.isdigit():
        digits = digits.zfill(NPWP_DIGITS)
    if len(digits) == NPWP_DIGITS:  # the old number is the new one without its first zero
        digits = f"0{digits}"
    _shape(row, "npwp", digits, rules.check_npwp(digits))


def _kbli(row: Candidate, said: Said) -> None:
    digits = rules.plain(said.text)
    if said.is_number and digits.isdigit():
        digits = digits.zfill(5)
    _shape(row, "kbli", digits, rules.check_kbli(digits))


def _shape(row: Candidate, column: str, digits: str, finding: rules.Finding) -> None:
    row.values[column] = digits
    if finding.is_error:
        row.wrong(column, finding.code, **finding.params)


_CHECKS: Final = {
    "name": _name,
    "phone": _phone,
    "email": _email,
    "nib": _nib,
    "npwp": _npwp,
    "kbli": _kbli,
}


def person_of(name: str, phone: str, region_id: int) -> str:
    """Return what a business without numbers is known by: its name, phone and region."""
    letters = re.sub(r"[^a-z0-9]", "", name.lower())
    return f"{letters or name.lower()}|{phone}|{region_id}"


def masked_name(name: str) -> str:
    """Return a person's name of which only who knows it reads more: ``S••• B•••``."""
    return " ".join(f"{word[:1]}•••" for word in name.split())


def masked_phone(phone: str) -> str:
    """Return the last four digits of a phone."""
    return phones.masked(phone)


def share_bp(part: int, whole: int) -> int | None:
    """Return a share in basis points, None of nothing."""
    return part * 10_000 // whole if whole else None
