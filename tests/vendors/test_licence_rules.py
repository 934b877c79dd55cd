"""What the number of a licence is worth, and its days."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import shared_rows
from vendors.licences import rules
from vendors.licences.kinds import KINDS, LicenceKind
from vendors.licences.messages import known_codes, sentence
from vendors.rules import FINE, Level

ON = date(2026, 11, 22)
NUMBERS = [
    ("pirt", "P-IRT No. 2063306010072-27", "ok"),
    ("pirt", "2063306010072-27", "ok"),
    ("pirt", "PIRT 206330601007226", "ok"),
    ("pirt", "SPP-IRT: 2063306010072-31", "ok"),
    ("pirt", "3063306010072-19", "pirt_expired"),
    ("pirt", "3063306010072-39", "pirt_too_long"),
    ("pirt", "9063306010072-27", "pirt_packaging"),
    ("pirt", "2003306010072-27", "pirt_packaging"),
    ("pirt", "2060306010072-27", "pirt_region"),
    ("pirt", "206330601007", "pirt_length"),
    ("pirt", "belum punya", "pirt_not_digits"),
    ("bpom_md", "MD 201028023336", "ok"),
    ("bpom_md", "BPOM RI MD 201028023336", "ok"),
    ("bpom_md", "md.201028023336", "ok"),
    ("bpom_md", "MD 201028023336123", "bpom_longer"),
    ("bpom_md", "MD 2010280233361234", "bpom_length"),
    ("bpom_md", "MD 20102802333", "bpom_length"),
    ("bpom_md", "ML 201028023336", "bpom_letters"),
    ("bpom_md", "201028023336", "bpom_letters"),
    ("bpom_md", "MD 2010x8023336", "bpom_not_digits"),
    ("bpom_md", "POM NA 18221000501", "bpom_cosmetics"),
    ("bpom_ml", "ML 201028023336", "ok"),
    ("halal", "ID00410000123456789", "ok"),
    ("halal", "id 0041 0000 1234 56789", "ok"),
    ("halal", "KH00410000123456789", "halal_application"),
    ("halal", "00410000123456789", "halal_letters"),
    ("halal", "ID0041", "halal_length"),
    ("sni", "SNI 01-3751-2009", "ok"),
    ("sni", "SNI ISO 22000:2018", "ok"),
    ("sni", "3751:2018", "sni_unusual"),
    ("sni", "sedang diurus", "licence_no_digits"),
    ("haccp", "HACCP/2026/17", "ok"),
    ("haccp", "00000000", "licence_one_digit"),
    ("brand", "IDM000812345", "ok"),
    ("nutrition_test", "LHU-17/2026", "ok"),
    ("tkdn", "-", "licence_no_digits"),
    ("non_halal", "", "ok"),
]


@pytest.mark.parametrize(("kind", "typed", "code"), NUMBERS)
def test_numbers(kind, typed, code):
    finding = KINDS[kind].check(typed, ON)
    assert finding.code == code
    if finding.code in {"pirt_length", "halal_application", "bpom_cosmetics"}:
        assert finding.is_error


def test_a_pirt_number_says_its_parts():
    parts = rules.read_pirt("P-IRT 2063306010072-27")
    assert parts == rules.Pirt("2", "06", "3306", "01", "0072", 2027)
    assert rules.read_pirt("206330601007") is None


def test_numbers_are_stored_in_one_shape():
    assert KINDS["pirt"].tidy("p-irt no. 2063306010072-27") == "2063306010072-27"
    assert KINDS["halal"].tidy("id 0041 0000 1234 56789") == "ID00410000123456789"
    assert KINDS["bpom_md"].tidy("bpom ri md 201028023336") == "MD 201028023336"


DAYS = [
    (date(2026, 1, 1), date(2027, 1, 1), True, "ok"),
    (None, None, False, "ok"),
    (date(2026, 12, 1), None, False, "licence_not_issued_yet"),
    (date(2026, 1, 1), None, True, "licence_end_missing"),
    (date(2026, 1, 1), date(2025, 1, 1), True, "licence_ends_first"),
    (date(2025, 1, 1), date(2026, 11, 21), True, "licence_over"),
    (date(2025, 1, 1), ON, True, "ok"),
]


@pytest.mark.parametrize(("issued_on", "expires_on", "has_end", "code"), DAYS)
def test_days(issued_on, expires_on, has_end, code):
    found = rules.check_days(issued_on=issued_on, expires_on=expires_on, has_end=has_end, on=ON)
    assert found.code == code


PERCENTS = [(None, "tkdn_missing"), ("0", "tkdn_range"), ("100.01", "tkdn_range"), ("100", "ok")]


@pytest.mark.parametrize(("percent", "code"), PERCENTS)
def test_local_content(percent, code):
    assert rules.check_percent(Decimal(percent) if percent else None).code == code


def test_every_finding_has_a_sentence_and_no_sentence_is_idle():
    of_reads = {"pirt_other_year", "licence_known"}  # tests/vendors/test_licences.py
    tried = {code for *_, code in (*NUMBERS, *DAYS, *PERCENTS)} | of_reads
    assert tried == known_codes()
    for kind, typed, _code in NUMBERS:
        assert sentence(KINDS[kind].check(typed, ON))


def test_numbers_as_sellers_typed_them():
    """Of the field's samples one is a food registration; the others are none, and none is P-IRT."""
    rows = [row["nilai"] for row in shared_rows("ids/nomor_izin_lapangan.csv")]
    assert all(rules.check_pirt(value, on=ON).is_error for value in rows)
    food = [value for value in rows if not rules.check_bpom(value, letters="MD").is_error]
    assert food == ["MD 201028023336"]
    assert rules.check_bpom(food[0], letters="MD") == FINE
    assert all(rules.check_halal(value).is_error for value in rows)


@given(st.text())
def test_whatever_is_typed_is_answered(typed):
    for kind in LicenceKind:
        assert KINDS[kind].check(typed, ON).level in Level


@pytest.mark.parametrize(
    ("left", "mark"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 0), (-9, 0)]
)
def test_only_the_nearest_mark_is_due(left, mark):
    assert rules.due_mark(left, rules.REMIND_BEFORE) == mark


@pytest.mark.parametrize(
    ("verified", "issued_on", "expires_on", "valid"),
    [
        (True, None, None, True),
        (True, ON, ON, True),
        (True, date(2026, 11, 23), None, False),
        (True, None, date(2026, 11, 21), False),
        (False, None, None, False),
    ],
)
def test_a_licence_holds_through_its_last_day(verified, issued_on, expires_on, valid):
    assert (
        rules.is_valid(verified=verified, issued_on=issued_on, expires_on=expires_on, on=ON)
        is valid
    )
