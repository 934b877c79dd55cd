"""Numbers out of text: what people type, and what pages and addresses carry."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace.core.money import grouped, rupiah, unbroken
from marketplace.core.whole_numbers import (
    MAX_TYPED,
    has_fraction,
    plain_number,
    typed_number,
    typed_percent,
)

NUMBERS = st.integers(0, 10**16 - 1)
GROUPS = (str, grouped, lambda n: f"{n:,}", lambda n: f"{n:,}".replace(",", " "))
PLAIN, POINTS, COMMAS, SPACES = GROUPS
INDONESIAN_ENDS, ENGLISH_ENDS = ("", ",00", ",-", ".-", ",\u2013"), ("", ".00")
BODIES = (
    *((group, end) for group in (PLAIN, POINTS, SPACES) for end in INDONESIAN_ENDS),
    *((group, end) for group in (PLAIN, COMMAS, SPACES) for end in ENGLISH_ENDS),
)
PREFIXES = ("", "Rp", "Rp ", "Rp. ", "Rp.", "rp", "RP\u00a0", "IDR ", " ", "\u2009", "\u200b")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.000.000", 1_000_000),
        ("Rp 5000", 5000),
        ("25.000,00", 25_000),
        ("25,000.00", 25_000),
        ("Rp 25.000,-", 25_000),
        ("Rp. 25.000,-", 25_000),
        ("IDR25000", 25_000),
        ("25.000.-", 25_000),
        ("25 000", 25_000),
        ("25\u00a0000", 25_000),
        ("25\u202f000\u200b", 25_000),
        ("1,00", 1),
        ("1.00", 1),
        ("0", 0),
        ("0,00", 0),
        ("007", 7),
        ("9" * 16, 10**16 - 1),
    ],
)
def test_what_people_write_is_read(typed, number):
    assert typed_number(typed) == number
    assert not has_fraction(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "Rp", "Rp.", "IDR", ".", ",", "-", ",-", ".00", ",00", "%", "\u200b"),
        *("-5", "\u22125", "+5", "(5)", "5-", "1e9", "1E3", "0x10", "1_000", "5 kg", "Rp5Rp"),
        *("٣", "１２", "१२", "²", "½", "1.٠٠٠", "Ⅷ", "1\u0660"),
        *("1.000.00", "1,000,00", "1,000.000", "1.000,000", "1.000 000", "1,000 000", "1 000.000"),
        *("10.00.000", "1.0000", "1000.000", "1000,000", "0.500.000", "01.000", "01,000", "0 500"),
        *("1..000", "1.,000", "1  .000", "1. 000", "1.000.", "1.000,", "1,000,-", "1.000.00,-"),
        *("1.000,0", "1,000.0", "1.000,000,00", "12 34", "1\n2\n3", "1 00 0"),
        *("9" * 17, "9" * 60, "1" + " " * MAX_TYPED + "000", "99.999.999.999.999.999"),
    ],
)
def test_what_could_be_another_number_is_refused(typed):
    assert typed_number(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("2,5", "10.0", "0.500", "0,500", "12,50", "1.000,50", "1,000.50", "Rp 2.500,5", ",5"),
        *("1.5", "1000.000", "10,0", "0.0", "12,345678", "2 500,5", "1.000,000", "0.01"),
    ],
)
def test_a_real_fraction_is_told_apart(typed):
    assert has_fraction(typed)
    assert typed_number(typed) is None


@pytest.mark.parametrize("typed", ["", "five", "1.000.00", "٢,٥", "-2,5", "1e-3", "2,5,5"])
def test_what_is_no_number_is_no_fraction(typed):
    assert not has_fraction(typed)


@pytest.mark.parametrize("body", BODIES)
@given(number=NUMBERS, prefix=st.sampled_from(PREFIXES))
@example(number=0, prefix="Rp ")
@example(number=999, prefix="")
@example(number=1_000, prefix="")
def test_every_way_of_writing_a_number_is_read_as_it(body, number, prefix):
    group, end = body
    typed = f"{prefix}{group(number)}{end}"
    assert typed_number(typed) == number
    assert typed_number(unbroken(typed)) == number
    assert typed_number(f"{typed}\u00a0") == number


@given(NUMBERS)
def test_what_our_pages_write_is_read(number):
    for shown in (rupiah(number), grouped(number), unbroken(rupiah(number)), str(number)):
        assert typed_number(shown) == number


@given(st.text("0123456789.,-Rp \u00a0", max_size=MAX_TYPED))
@example("1.000.00")
@example("1,000,00")
@example("0.500")
@example("Rp 1.000,-")
def test_nothing_is_read_as_another_magnitude(typed):
    number = typed_number(typed)
    if number is None:
        return
    whole = re.sub(r"(?:[.,]00|[.,]-)$", "", typed.strip())
    assert number == int(re.sub(r"\D", "", whole))
    assert not has_fraction(typed)
    groups = re.split(r"[., \u00a0]", re.sub(r"^(?i:rp\.?)\s*", "", whole))
    assert len(groups) == 1 or all(len(group) == 3 for group in groups[1:])


FOREIGN_DIGITS = st.characters(categories=["Nd", "Nl", "No"], min_codepoint=0x80)


@given(number=NUMBERS, digit=FOREIGN_DIGITS, place=st.integers(0, 16))
def test_only_the_digits_from_0_to_9_count(number, digit, place):
    for shown in (str(number), grouped(number)):
        assert typed_number(f"{shown[:place]}{digit}{shown[place:]}") is None
        assert typed_percent(digit) is None


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("0", "0"),
        ("100", "100"),
        ("12,5", "12.5"),
        ("12.50", "12.50"),
        ("40 %", "40"),
        ("100,00%", "100"),
        ("99,99", "99.99"),
    ],
)
def test_a_percentage_is_read_by_comma_or_point(typed, share):
    assert typed_percent(typed) == Decimal(share)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "101",
        "100,01",
        "12,555",
        "-1",
        "1e1",
        "٣",
        "１０",
        "1_0",
        "NaN",
        "inf",
        "5,",
        ",5",
        "1.0.0",
    ],
)
def test_what_is_no_percentage_is_refused(typed):
    assert typed_percent(typed) is None


@given(st.integers(0, 10_000))
def test_every_percentage_of_two_decimals_is_read(hundredths):
    share = Decimal(hundredths) / 100
    assert typed_percent(str(share)) == typed_percent(f"{share:.2f}".replace(".", ",")) == share


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("1.000", None),
        ("-5", None),
        (" 5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_plain_number(text, number):
    assert plain_number(text) == number
