"""Account codes and cells of a sheet, as people and programs write them."""

import pytest

from marketplace.budget import rules
from vendors.sheet_rows import Said

WHOLE = "5.1.02.01.01.0024"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (WHOLE, WHOLE),
        ("510201010024", WHOLE),  # no dots
        ("5.1.02.01.01.024", WHOLE),  # three digits: the table of 2019
        ("51020101024", WHOLE),
        ("5.1.02.01.001.00024", WHOLE),  # as SIPD prints it
        ("51020100100024", WHOLE),
        (" 5.1.02.01.01.0024 ", WHOLE),
        ("5.2.05.01.01.0001", "5.2.05.01.01.0001"),
        ("5.1.02", None),
        ("5.9.02.01.01.0024", None),
        ("4.1.02.01.01.0024", None),  # income
        ("5.1.02.01.01.00240", None),
        ("5.1.02.01.01.0024x", None),
        ("٥.1.02.01.01.0024", None),
        ("", None),
    ],
)
def test_an_account_is_the_same_however_it_is_written(typed, code):
    assert rules.account_of(typed) == code


def read(**cells: Said) -> tuple[str, list[str]]:
    said = {
        "year": Said("2026"),
        "account": Said(WHOLE),
        "activity": Said("Rapat"),
        "ceiling": Said("75.000.000"),
    }
    row = rules.read_row(rules.LINES, said | cells)
    return row.values["ceiling"], [problem.code for problem in row.problems]


@pytest.mark.parametrize(
    ("cell", "rupiah"),
    [
        (Said("1.234.567,00"), "1234567"),
        (Said("1234567"), "1234567"),
        (Said("Rp 1.234.567"), "1234567"),
        (Said("1234567", is_number=True), "1234567"),
        (Said("0"), "0"),
    ],
)
def test_rupiah_are_read_as_they_were_meant(cell, rupiah):
    assert read(ceiling=cell) == (rupiah, [])


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("ceiling", Said("1.234.567,50"), "amount_unreadable"),
        ("ceiling", Said("1234.567", is_number=True), "amount_unreadable"),  # no thousands
        ("ceiling", Said("-5"), "amount_unreadable"),
        ("ceiling", Said("9" * 16), "amount_large"),
        ("ceiling", Said("=A1*100", trouble="formula"), "formula"),
        ("ceiling", Said(""), "missing"),
        ("year", Said("26"), "year_unreadable"),
        ("account", Said("ATK"), "account_unreadable"),
        ("activity", Said("x" * 201), "too_long"),
        ("activity", Said("Contoh: Administrasi Umum"), "example"),
    ],
)
def test_a_wrong_cell_is_named_and_never_guessed(column, cell, code):
    assert read(**{column: cell})[1] == [code]
