"""A sheet of businesses: read, judged, taken in; sent again, repaired, stopped."""

from datetime import date

import pytest

from marketplace.core.errors import Conflict, InvalidUpload, NotAllowed
from marketplace.core.models import AuditEvent
from tests import factories
from tests.vendors.pipeline.targets import book, row, take_in, xlsx
from vendors.pipeline import presenters, queries, rules, services
from vendors.pipeline.models import ImportRow, RowVerdict, Target, TargetImport
from vendors.pipeline.rules import ImportState


def counts(sheet) -> dict[str, int]:
    return queries.progress_of(sheet).counts


def send(programme, rows, actor, **options):
    return services.send_sheet(list_id=programme.pk, upload=book(rows, **options), actor=actor)


def test_an_office_sends_a_sheet_looks_at_it_and_takes_it_in(programme, joko):
    sheet = services.send_sheet(list_id=programme.pk, upload=xlsx([row(1), row(2)]), actor=joko)
    assert counts(sheet) == {RowVerdict.NEW: 2}
    assert not Target.objects.exists(), "looking changes nothing"
    services.start_import(import_id=sheet.pk, actor=joko)
    assert services.run_imports() == 2
    one = Target.objects.get(row_number=2)
    assert (one.name, one.nib, one.phone) == ("Tenun Sasaran 1", "7000000000001", "+6281200000001")
    assert one.region.name == "Nita"
    sheet.refresh_from_db()
    assert queries.state_of(sheet) == ImportState.DONE


def test_what_names_a_person_is_not_readable_in_the_database(programme, joko):
    take_in(programme, xlsx([row(1, npwp="0013121660091000", email="lili@contoh.id")]), joko)
    stored = str(list(Target.objects.extra(select={
        "raw": "owner_name || phone || email || npwp"}).values_list("raw", flat=True)))  # fmt: skip
    for secret in ("Maria", "81200000001", "lili", "0013121660091000"):
        assert secret not in stored
    assert not ImportRow.objects.exclude(said="").exists(), "what was taken in is forgotten"


def test_the_same_sheet_again_changes_nothing(programme, joko):
    rows = [row(1), row(2, nib="", npwp="0013121660091000"), row(3, nib="")]
    take_in(programme, xlsx(rows), joko)
    before = list(Target.objects.order_by("pk").values_list("pk", "changed_at"))
    again = services.send_sheet(list_id=programme.pk, upload=xlsx(rows), actor=joko)
    assert counts(again) == {RowVerdict.SAME: 3}
    services.start_import(import_id=again.pk, actor=joko)
    assert services.run_imports() == 0
    assert list(Target.objects.order_by("pk").values_list("pk", "changed_at")) == before


@pytest.mark.parametrize(
    ("first", "second", "changed"),
    [
        (row(1), row(1, phone="0812 9999 0000"), ["phone"]),
        (row(1), row(1, name="Tenun Baru", owner="Ani"), ["name", "owner_name"]),
        (row(1, nib="", npwp="0013121660091000"), row(1, nib="7000000000077",
         npwp="013121660091000"), ["nib"]),
        (row(1, nib=""), row(1, name="TENUN  sasaran 1"), ["name", "nib"]),
        (row(1), row(1, phone="", owner=""), []),
    ],
)  # fmt: skip
def test_a_row_is_found_again_by_nib_then_npwp_then_name_phone_and_region(
    programme, joko, first, second, changed
):
    take_in(programme, xlsx([first]), joko)
    sheet = services.send_sheet(list_id=programme.pk, upload=xlsx([second]), actor=joko)
    found = sheet.rows.get()
    assert found.changes == changed
    assert found.verdict == (RowVerdict.CHANGED if changed else RowVerdict.SAME)
    services.start_import(import_id=sheet.pk, actor=joko)
    services.run_imports()
    assert Target.objects.count() == 1


def test_an_empty_cell_leaves_what_is_known(programme, joko):
    take_in(programme, xlsx([row(1, email="lili@contoh.id")]), joko)
    take_in(programme, xlsx([row(1, email="", kbli="13122")]), joko)
    one = Target.objects.get()
    assert (one.email, one.kbli) == ("lili@contoh.id", "13122")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "name_missing"),
        ({"name": "x" * 121}, "too_long"),
        ({"region": ""}, "region_missing"),
        ({"region": "Kota Antah"}, "region_unknown"),
        ({"phone": "hubungi Budi"}, "phone_unreadable"),
        ({"email": "lili"}, "email_unreadable"),
        ({"email": "a@b.id,c@d.id"}, "email_unreadable"),
        ({"email": "lil\u0131@toko.test"}, "email_unreadable"),
        ({"nib": "12345"}, "nib_length"),
        ({"nib": "12345678901AB"}, "nib_not_digits"),
        ({"nib": "1,23457E+12"}, "rounded"),
        ({"npwp": "12"}, "npwp_length"),
        ({"kbli": "139"}, "kbli_length"),
        ({"nib": "", "phone": ""}, "nothing_to_know_it_by"),
    ],
)
def test_a_row_to_repair_says_what_and_harms_no_other(programme, joko, fields, code):
    sheet = services.send_sheet(
        list_id=programme.pk, upload=xlsx([row(1, **fields), row(2)]), actor=joko
    )
    assert counts(sheet) == {RowVerdict.ERROR: 1, RowVerdict.NEW: 1}
    bad = sheet.rows.get(verdict=RowVerdict.ERROR)
    assert code in [problem["code"] for problem in bad.problems]
    assert all(presenters.row_shown(bad).problems)


def test_one_business_twice_in_a_sheet_is_taken_once(programme, joko):
    sheet = services.send_sheet(
        list_id=programme.pk, upload=xlsx([row(1), row(1), row(2, nib=""), row(2, nib="")]),
        actor=joko,
    )  # fmt: skip
    assert counts(sheet) == {RowVerdict.NEW: 2, RowVerdict.ERROR: 2}
    assert sheet.rows.get(row_number=3).problems[0] == {
        "column": "name", "code": "twice", "params": {"row": 2}}  # fmt: skip


def test_numbers_of_two_businesses_in_one_row_are_a_contradiction(programme, joko):
    take_in(programme, xlsx([row(1), row(2, nib="", npwp="0013121660091000")]), joko)
    sheet = services.send_sheet(
        list_id=programme.pk, upload=xlsx([row(1, npwp="0013121660091000")]), actor=joko
    )
    assert sheet.rows.get().problems[0]["code"] == "two_targets"


# ---- what spreadsheets make of numbers


def test_numbers_are_read_exactly_whether_typed_as_text_or_as_number(programme, joko):
    """A cell that is a number has lost its zeros; fifteen digits of it are true, no more."""
    line = row(1, nib=120_000_000_001, npwp=13_121_660_091_000, phone=81_200_000_001, kbli=1111)
    other = row(2, nib=9_120_000_000_002.0, phone="+62 812 0000 0002")
    sheet = take_in(programme, book([line, other]), joko)
    assert counts(sheet) == {RowVerdict.NEW: 2}, [one.problems for one in sheet.rows.all()]
    one, two = Target.objects.order_by("row_number")
    assert (one.nib, one.npwp) == ("0120000000001", "0013121660091000")
    assert (one.phone, one.kbli) == ("+6281200000001", "01111")
    assert (two.nib, two.phone) == ("9120000000002", "+6281200000002")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"npwp": 5_371_014_507_850_003}, "rounded"),
        ({"nib": "=1+1"}, "formula"),
        ({"name": '=HYPERLINK("http://jahat.test","x")'}, "formula"),
        ({"nib": date(2026, 3, 1)}, "date"),
        ({"note": "#REF!"}, None),
    ],
)
def test_what_a_spreadsheet_has_changed_is_refused_and_never_guessed(programme, joko, fields, code):
    headings = None if "note" not in fields else True
    line = row(1, **{k: v for k, v in fields.items() if k != "note"})
    sheet = send(programme, [line], joko)
    found = sheet.rows.get()
    codes = [problem["code"] for problem in found.problems]
    assert (code in codes) if code else codes == [], headings


def test_an_old_npwp_and_the_one_of_now_are_the_same(programme, joko):
    take_in(programme, xlsx([row(1, nib="", npwp="01.312.166.0-091.000")]), joko)
    sheet = services.send_sheet(
        list_id=programme.pk, upload=xlsx([row(1, nib="", npwp="0013121660091000")]), actor=joko
    )
    assert counts(sheet) == {RowVerdict.SAME: 1}


# ---- stopped, sent again, who may


def test_a_running_sheet_can_be_stopped_and_what_was_taken_in_stays(programme, joko):
    sheet = services.send_sheet(
        list_id=programme.pk, upload=xlsx([row(n) for n in range(120)]), actor=joko
    )
    services.start_import(import_id=sheet.pk, actor=joko)
    assert services.run_imports(limit=1) == 50
    assert queries.progress_of(sheet).percent == 41
    with pytest.raises(Conflict):
        services.send_sheet(list_id=programme.pk, upload=xlsx([row(1)]), actor=joko)
    services.cancel_import(import_id=sheet.pk, actor=joko)
    assert services.run_imports() == 0
    assert Target.objects.count() == 50
    with pytest.raises(Conflict):
        services.start_import(import_id=sheet.pk, actor=joko)


def test_another_sheet_puts_the_one_aside_that_was_only_looked_at(programme, joko):
    first = services.send_sheet(list_id=programme.pk, upload=xlsx([row(1)]), actor=joko)
    services.send_sheet(list_id=programme.pk, upload=xlsx([row(2)]), actor=joko)
    first.refresh_from_db()
    assert queries.state_of(first) == ImportState.CANCELLED


def test_started_twice_it_runs_once(programme, joko):
    sheet = services.send_sheet(list_id=programme.pk, upload=xlsx([row(1)]), actor=joko)
    for _click in range(2):
        services.start_import(import_id=sheet.pk, actor=joko)
    assert services.run_imports() == 1
    assert AuditEvent.objects.filter(action="target_import.started").count() == 1


def test_only_keepers_of_the_market_send_sheets(programme, world, stranger):
    for person in (world.indra, world.ani, world.citra, stranger):
        with pytest.raises(NotAllowed):
            services.send_sheet(list_id=programme.pk, upload=xlsx([row(1)]), actor=person)
    assert not TargetImport.objects.exists()
    services.send_sheet(list_id=programme.pk, upload=xlsx([row(1)]), actor=world.kartika)


def test_failed_rows_come_back_as_a_sheet_that_can_be_sent_again(programme, joko):
    sheet = services.send_sheet(
        list_id=programme.pk, upload=xlsx([row(1, nib="12"), row(2)]), actor=joko
    )
    rows = services.read_failed_rows(import_id=sheet.pk, actor=joko)
    content = presenters.failed_rows(rows)
    assert AuditEvent.objects.filter(action="target_import.errors_read").exists()
    again = services.send_sheet(
        list_id=programme.pk,
        upload=xlsx([], name="x.xlsx").__class__("perbaiki.xlsx", content),
        actor=joko,
    )
    assert counts(again) == {RowVerdict.ERROR: 1}
    assert again.rows.get().problems == rows[0].problems


def test_the_template_is_read_by_its_own_reader(programme, joko):
    upload = xlsx([], name="x").__class__("templat.xlsx", presenters.template(programme.tenant))
    sheet = services.send_sheet(list_id=programme.pk, upload=upload, actor=joko)
    assert counts(sheet) == {RowVerdict.ERROR: 1}, "the example is nobody's business"
    assert [problem["code"] for problem in sheet.rows.get().problems] == ["example"]


def test_what_rows_said_is_forgotten_after_a_month(programme, joko):
    from datetime import timedelta  # noqa: PLC0415

    from marketplace.core import clock  # noqa: PLC0415

    sheet = services.send_sheet(list_id=programme.pk, upload=xlsx([row(1, nib="1")]), actor=joko)
    assert services.forget_rows() == 0
    with clock.moved_to(clock.now() + timedelta(days=rules.ROWS_KEPT_DAYS + 1)):
        assert services.forget_rows() == 1
    assert sheet.rows.get().said == ""


def test_a_heading_is_found_below_a_title_and_by_other_words(programme, joko):
    titled = [("Daftar UMKM binaan",), (), ("NAMA USAHA *", "No HP", "Kecamatan"),
              ("Tenun Lili", "0812 0000 0001", "Nita")]  # fmt: skip
    sheet = services.send_sheet(
        list_id=programme.pk, upload=book(titled[1:], headings=titled[0]), actor=joko
    )
    assert counts(sheet) == {RowVerdict.NEW: 1}


def test_csv_is_read_as_spreadsheets_write_it(programme, joko):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    text = "Nama usaha;Telepon;Wilayah\r\nToko Élok;0812-0000-0001;Nita\r\n"
    for content in (text.encode("utf-8-sig"), text.encode("cp1252"), text.encode("utf-16")):
        upload = SimpleUploadedFile("a.csv", content)
        sheet = services.send_sheet(list_id=programme.pk, upload=upload, actor=joko)
        assert queries.said_of(sheet.rows.get())["name"] == "Toko Élok"


def test_four_hundred_rows_are_read_and_taken_in_quickly(programme, joko):
    import time  # noqa: PLC0415

    begun = time.monotonic()
    take_in(programme, xlsx([row(n) for n in range(400)]), joko)
    assert Target.objects.count() == 400
    assert time.monotonic() - begun < 20


def test_a_region_of_two_names_is_asked_for(programme, joko, world):
    other = factories.make_region("Kabupaten Ende", parent=world.agency.tenant.region)
    factories.make_region("Nita", "district", parent=other)
    sheet = services.send_sheet(
        list_id=programme.pk,
        upload=xlsx([row(1, region="Nita"), row(2, region="nita, kabupaten sikka")]),
        actor=joko,
    )
    assert [one.verdict for one in sheet.rows.all()] == [RowVerdict.ERROR, RowVerdict.NEW]


def test_a_sheet_without_rows_or_heading_is_refused(programme, joko):
    for rows, words in (([], "baris"), ([("a", "b", "c")], "judul")):
        headings = ("Nama usaha", "Telepon", "Wilayah") if not rows else ("x", "y", "z")
        with pytest.raises(InvalidUpload):
            send(programme, rows, joko, headings=headings)
        assert words
