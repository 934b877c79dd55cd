"""Size classes, channels, papers, numbers and names of vendors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import shared_rows
from vendors.channels import Channel, Reach
from vendors.messages import known_codes, sentence
from vendors.rules import (
    FINE,
    PROVINCES,
    LegalForm,
    Level,
    SizeBounds,
    SizeClass,
    channels_for,
    check_account_number,
    check_bank_code,
    check_cooperative_number,
    check_kbli,
    check_nib,
    check_nik,
    check_nitku,
    check_npwp,
    name_match_percent,
    npwp16,
    point,
    size_class,
)

BILLION = 1_000_000_000
BOUNDS = {
    "capital_bounds": SizeBounds(1 * BILLION, 5 * BILLION, 10 * BILLION),
    "sales_bounds": SizeBounds(2 * BILLION, 15 * BILLION, 50 * BILLION),
}


@pytest.mark.parametrize(
    ("capital", "expected"),
    [
        (0, SizeClass.MICRO),
        (1 * BILLION, SizeClass.MICRO),
        (1 * BILLION + 1, SizeClass.SMALL),
        (5 * BILLION, SizeClass.SMALL),
        (5 * BILLION + 1, SizeClass.MEDIUM),
        (10 * BILLION, SizeClass.MEDIUM),
        (10 * BILLION + 1, SizeClass.NON_MSME),
    ],
)
def test_a_new_firm_is_measured_by_its_capital(capital, expected):
    found = size_class(
        capital_rupiah=capital,
        annual_sales_rupiah=99 * BILLION,
        has_full_book_year=False,
        **BOUNDS,
    )
    assert found == expected


@pytest.mark.parametrize(
    ("sales", "expected"),
    [
        (2 * BILLION, SizeClass.MICRO),
        (2 * BILLION + 1, SizeClass.SMALL),
        (15 * BILLION, SizeClass.SMALL),
        (15 * BILLION + 1, SizeClass.MEDIUM),
        (50 * BILLION, SizeClass.MEDIUM),
        (50 * BILLION + 1, SizeClass.NON_MSME),
    ],
)
def test_after_a_full_book_year_sales_decide(sales, expected):
    found = size_class(
        capital_rupiah=99 * BILLION,
        annual_sales_rupiah=sales,
        has_full_book_year=True,
        **BOUNDS,
    )
    assert found == expected


def test_a_negative_figure_is_refused():
    with pytest.raises(ValueError, match="negative"):
        size_class(capital_rupiah=-1, annual_sales_rupiah=0, has_full_book_year=False, **BOUNDS)


@pytest.mark.parametrize(
    ("form", "size", "channels"),
    [
        (LegalForm.INDIVIDUAL, SizeClass.MICRO, set(Channel)),
        (LegalForm.CV, SizeClass.SMALL, set(Channel)),
        (LegalForm.PT, SizeClass.MEDIUM, {Channel.KATALOG_LOKAL}),
        (LegalForm.PT, SizeClass.NON_MSME, set()),
        (LegalForm.COOPERATIVE, SizeClass.MEDIUM, set(Channel)),
        (LegalForm.COOPERATIVE, SizeClass.NON_MSME, set(Channel)),
    ],
)
def test_who_may_sell_in_which_channel(form, size, channels):
    reach = {Channel.BELA: Reach(2, 4), Channel.KATALOG_LOKAL: Reach(3, 4)}
    assert channels_for(form, size, reach) == channels
    assert channels_for(form, size, {Channel.BELA: Reach()}) == frozenset()


def of_lilis_firm(value):
    """The number of a place of business beside the NPWP it should belong to, the old one."""
    return check_nitku(value, npwp="01.312.166.0-091.000")


NUMBERS = [
    (check_nitku, "0013121660091000000000", "ok", Level.OK),
    (check_nitku, "00131.21660091000-000001", "ok", Level.OK),
    (check_nitku, "0013121660091000", "nitku_length", Level.ERROR),
    (check_nitku, "001312166009100000000A", "nitku_not_digits", Level.ERROR),
    (of_lilis_firm, "0013121660091000000000", "ok", Level.OK),
    (of_lilis_firm, "0016090524017000000000", "nitku_of_another", Level.WARN),
    (check_cooperative_number, "3171000000000012", "ok", Level.OK),
    (check_cooperative_number, "31710000000012", "cooperative_unusual", Level.WARN),
    (check_cooperative_number, "3171", "cooperative_length", Level.ERROR),
    (check_cooperative_number, "AHU-12", "cooperative_not_digits", Level.ERROR),
    (check_nib, "1234567890123", "ok", Level.OK),
    (check_nib, "123-4567.890 123", "ok", Level.OK),
    (check_nib, "123456789012", "nib_length", Level.ERROR),
    (check_nib, "", "nib_not_digits", Level.ERROR),
    (check_nib, "12345678901AB", "nib_not_digits", Level.ERROR),
    (check_nib, "١٢٣٤٥٦٧٨٩٠١٢٣", "nib_not_digits", Level.ERROR),
    (check_nik, "3171011708450001", "ok", Level.OK),
    (check_nik, "3171015708450001", "ok", Level.OK),
    (check_nik, "3171017108450001", "ok", Level.OK),
    (check_nik, "3171017106450001", "nik_no_such_date", Level.WARN),
    (check_nik, "3171013108450001", "ok", Level.OK),
    (check_nik, "3171014008450001", "nik_birth_date", Level.ERROR),
    (check_nik, "3171017208450001", "nik_birth_date", Level.ERROR),
    (check_nik, "3171019908450001", "nik_birth_date", Level.ERROR),
    (check_nik, "3171010008450001", "nik_birth_date", Level.ERROR),
    (check_nik, "3171011713450001", "nik_birth_date", Level.ERROR),
    (check_nik, "3171013002001234", "nik_no_such_date", Level.WARN),
    (check_nik, "3171012902001234", "ok", Level.OK),
    (check_nik, "9971011708450001", "nik_province", Level.WARN),
    (check_nik, "3171011708450000", "nik_serial", Level.WARN),
    (check_nik, "31710117084500", "nik_length", Level.ERROR),
    (check_nik, "317101170845000x", "nik_not_digits", Level.ERROR),
    (check_npwp, "01.312.166.0-091.000", "ok", Level.OK),
    (check_npwp, "0013121660091000", "ok", Level.OK),
    (check_npwp, "012345678901000", "npwp_check_digit", Level.WARN),
    (check_npwp, "0012345678901000", "npwp_check_digit", Level.WARN),
    (check_npwp, "3171011708450001", "ok", Level.OK),
    (check_npwp, "9971011708450001", "npwp_not_a_nik", Level.WARN),
    (check_npwp, "123456789", "npwp_length", Level.ERROR),
    (check_npwp, "NPWP belum ada", "npwp_not_digits", Level.ERROR),
    (check_kbli, "47111", "ok", Level.OK),
    (check_kbli, "4711", "kbli_length", Level.ERROR),
    (check_kbli, "4711A", "kbli_not_digits", Level.ERROR),
    (check_bank_code, "009", "ok", Level.OK),
    (check_bank_code, "9", "bank_code_length", Level.ERROR),
    (check_bank_code, "BNI", "bank_code_not_digits", Level.ERROR),
    (check_account_number, "0123 4567 89", "ok", Level.OK),
    (check_account_number, "1234567", "account_unusual", Level.WARN),
    (check_account_number, "1111111111", "account_unusual", Level.WARN),
    (check_account_number, "1234", "account_length", Level.ERROR),
    (check_account_number, "1" * 21, "account_length", Level.ERROR),
    (check_account_number, "BCA 123", "account_not_digits", Level.ERROR),
]


@pytest.mark.parametrize(("check", "value", "code", "level"), NUMBERS)
def test_numbers(check, value, code, level):
    finding = check(value)
    assert (finding.code, finding.level) == (code, level)
    assert finding.is_error is (level == Level.ERROR)


def test_every_finding_of_the_tables_has_a_sentence_and_no_sentence_is_idle():
    tried = {code for _, _, code, _ in NUMBERS}
    assert tried == known_codes()


@pytest.mark.parametrize("row", range(12))
def test_public_examples_of_tax_and_citizen_numbers(row):
    example = shared_rows("ids/npwp_nik_contoh.csv")[row]
    check = check_nik if example["jenis"] == "NIK" else check_npwp
    assert (check(example["nilai"]) == FINE) is (example["sah"] == "ya")


def test_two_hundred_synthetic_tax_numbers_pass_in_both_lengths():
    rows = shared_rows("ids/npwp_sintetis_luhn.csv")
    assert len(rows) == 200
    assert all(check_npwp(row[key]) == FINE for row in rows for key in ("npwp15", "npwp16"))


def test_the_provinces_are_those_of_the_official_list():
    rows = shared_rows("region/wilayah_prov_kab_kec.csv")
    assert {row["kode"] for row in rows if len(row["kode"]) == 2} == PROVINCES


@pytest.mark.parametrize(
    ("holder", "owner", "least", "most"),
    [
        ("SITI AMINAH", "Siti Aminah", 100, 100),
        ("AMINAH SITI", "Hj. Siti Aminah, S.E.", 100, 100),
        ("CV MAJU JAYA", "Maju Jaya, CV", 100, 100),
        ("KOPERASI TANI MAKM", "Koperasi Tani Makmur", 90, 99),
        ("M YUSUF", "Muhammad Yusuf", 80, 99),
        ("MUHAMAD YUSUP", "Muhammad Yusuf", 75, 99),
        ("JOSÉ DA COSTA", "Jose da Costa", 100, 100),
        ("BUDI SANTOSO", "Siti Aminah", 0, 30),
        ("SITI", "Siti Aminah", 40, 70),
        ("", "Siti Aminah", 0, 0),
        ("PT", "CV", 0, 0),
    ],
)
def test_how_alike_two_names_are(holder, owner, least, most):
    assert least <= name_match_percent(holder, owner) <= most


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_symmetric_and_a_percentage(one, other):
    percent = name_match_percent(one, other)
    assert percent == name_match_percent(other, one)
    assert 0 <= percent <= 100


@given(st.text(max_size=40))
def test_every_check_has_a_sentence_for_any_typed_text(text):
    for check in (check_nib, check_nik, check_npwp, check_account_number, check_kbli):
        found = check(text)
        assert found == FINE or sentence(found)


def test_a_sentence_names_the_figures_compared():
    text = sentence(check_nib("123"))
    assert "13" in text
    assert "3" in text.replace("13", "")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("01.312.166.0-091.000", "0013121660091000"),
        ("0013121660091000", "0013121660091000"),
        ("5371014507850003", "5371014507850003"),
        ("", ""),
        ("123", "123"),
    ],
)
def test_an_old_tax_number_gets_a_nought_in_front(typed, stored):
    assert npwp16(typed) == stored


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("-7.4726, 112.4381", (-7.4726, 112.4381)),
        ("\u22127,4726 112,4381", (-7.4726, 112.4381)),
        ("-7.47260000049;112.43810", (-7.4726, 112.4381)),
        ("-7,4726, 112,4381", (-7.4726, 112.4381)),
        ("-7, 112", (-7.0, 112.0)),
        ("-7.4726", None),
        ("utara, timur", None),
        ("1e3, 5", None),
        ("", None),
    ],
)
def test_a_point_is_read_as_maps_copy_it(typed, found):
    assert point(typed) == found
