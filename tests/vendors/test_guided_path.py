"""One group of questions a page: checked beside the field at once, resumed anywhere, never lost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.core.models import AuditEvent
from marketplace.web.models import ParkedFile
from tests import factories
from tests.vendors.conftest import NIB, NIK, NPWP
from vendors import presenters, services
from vendors.application import STEPS, Fields, Identity, Place
from vendors.models import Vendor
from vendors.services.duplicates import TAKEN

HTMX = {"HX-Request": "true"}
NUMBERS = {"nib": NIB, "npwp": NPWP, "nik": NIK}


def step(name):
    return reverse("vendor_step", args=[name])


@pytest.fixture
def as_lili(client, lili):
    client.force_login(lili)
    return client


@pytest.fixture
def begun(lili):
    """Lili's application after its first page."""
    return services.begin_application(identity=Identity("Tenun Lili", "individual"), actor=lili)


def check(browser, word, field, typed):
    """Leave a field, as the script tells it; return what then stands beside it."""
    answer = browser.post(step(word), {**typed, "act": "check", "field": field}, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    return answer.context["check"], str(answer.context["note"])


@pytest.mark.parametrize(
    ("word", "field", "typed", "state"),
    [
        ("nomor", "nib", {"nib": NIB}, "ok"),
        ("nomor", "nib", {"nib": "12345"}, "error"),
        ("nomor", "nik", {"nik": "9971014507850003"}, "warn"),
        ("nomor", "nik", {"nik": "53710145"}, "error"),
        ("nomor", "npwp", {"npwp": "012345678901000"}, "warn"),
        ("nomor", "npwp", {"npwp": NPWP}, "ok"),
        ("nomor", "nitku", {"npwp": NPWP, "nitku": f"{NPWP}000000"}, "ok"),
        ("nomor", "nitku", {"npwp": NPWP, "nitku": "0016090524017000000000"}, "warn"),
        ("bidang", "kbli_1", {"kbli_edition": "2020", "kbli_1": "13122"}, "ok"),
        ("bidang", "kbli_1", {"kbli_edition": "2025", "kbli_1": "13122"}, "warn"),
        ("bidang", "kbli_1", {"kbli_edition": "2020", "kbli_1": "99999"}, "warn"),
        ("bidang", "kbli_1", {"kbli_edition": "2020", "kbli_1": "131"}, "error"),
        ("kontak", "phone", {"phone": "0812 3456 7890"}, "ok"),
        ("kontak", "phone", {"phone": "nol"}, "error"),
        ("rekening", "account_number", {"account_number": "1111111111"}, "warn"),
        ("rekening", "account_holder", {"account_holder": "LILI BAU"}, "ok"),
        ("rekening", "account_holder", {"account_holder": "Orang Lain"}, "warn"),
        ("nomor", "kata_sandi", {}, ""),
    ],
)
def test_a_field_is_judged_as_soon_as_it_is_left_and_nothing_is_saved(
    as_lili, begun, word, field, typed, state
):
    before = Vendor.objects.values().get(pk=begun.pk)
    assert check(as_lili, word, field, typed)[0] == state
    assert Vendor.objects.values().get(pk=begun.pk) == before


def test_leaving_a_field_counts_nothing_anew(as_lili, begun):
    """Nothing changes by it, and the page it comes back to may be another one by then."""
    typed = {"phone": "0812", "act": "check", "field": "phone"}
    answer = as_lili.post(step("kontak"), typed, headers=HTMX)
    assert answer.status_code == 200
    assert "data-hitung" not in answer.content.decode()


def test_leaving_a_field_tells_nothing_of_other_shops(as_lili, begun, world):
    """Only saving compares, and that is counted: typing must not answer who is registered."""
    factories.make_vendor(nib=NIB)
    assert check(as_lili, "nomor", "nib", {"nib": NIB})[0] == "ok"
    assert as_lili.post(step("nomor"), NUMBERS).status_code == 422


def test_without_script_the_same_is_said_after_the_press(as_lili, begun):
    page = as_lili.post(step("nomor"), {**NUMBERS, "nik": "53710145"})
    assert page.status_code == 422
    assert "nik" in page.context["form"].errors
    assert as_lili.post(step("nomor"), {**NUMBERS, "npwp": "012345678901000"}).status_code == 302
    notes = {bound.name: state for bound, state, _ in as_lili.get(step("nomor")).context["fields"]}
    assert notes["npwp"] == "warn"
    summary = as_lili.get(reverse("vendor_summary")).context["parts"]
    doubts = [row["doubt"] for part in summary for row in part["rows"] if row["doubt"]]
    assert len(doubts) >= 1


def test_the_page_says_how_far_one_is_and_what_is_left(as_lili, begun):
    progress = as_lili.get(step("bidang")).context["progress"]
    assert (progress.number, progress.total) == (3, len(STEPS))
    assert progress.minutes == 8
    assert [link.key for link in progress.links if link.missing] == [
        *("nomor", "bidang", "ukuran", "alamat", "kontak", "rekening", "dokumen")
    ]
    services.save_fields(
        vendor_id=begun.pk,
        fields=Fields((("2020", "13122"),)),
        actor=as_lili.get(step("bidang")).wsgi_request.user,
    )
    assert as_lili.get(step("bidang")).context["progress"].minutes == 7


def test_another_phone_goes_on_where_the_first_one_stopped(as_lili, begun, lili):
    as_lili.post(step("nomor"), NUMBERS)
    other = Client()
    other.force_login(lili)
    assert other.get(reverse("vendor_apply")).url == step("bidang")
    assert NIB in other.get(step("nomor")).content.decode()


def test_a_code_is_stored_with_its_edition(as_lili, begun):
    typed = {"kbli_edition": "2025", "kbli_1": "13122", "kbli_2": "13134"}
    assert as_lili.post(step("bidang"), typed).status_code == 302
    begun.refresh_from_db()
    assert begun.kbli_codes == [["2025", "13122"], ["2025", "13134"]]
    assert presenters.shown_value(begun, "kbli", revealed=False).count("KBLI 2025") == 2
    assert as_lili.post(step("bidang"), {**typed, "kbli_edition": "1999"}).status_code == 422


def place(district, point):
    return {
        "province": district.parent.parent_id,
        "regency": district.parent_id,
        "district": district.pk,
        "address": "Jalan Raya 7",
        "point": point,
    }


def test_a_point_on_the_map_may_be_given(as_lili, begun, district):
    assert as_lili.post(step("alamat"), place(district, "-8.6226, 122.2119")).status_code == 302
    begun.refresh_from_db()
    assert (begun.latitude, begun.longitude) == (-8.6226, 122.2119)
    assert "mlat=-8.622600&mlon=122.211900" in presenters.map_url(begun)
    assert as_lili.post(step("alamat"), place(district, "")).status_code == 302
    begun.refresh_from_db()
    assert (begun.latitude, begun.longitude) == (None, None)
    assert presenters.map_url(begun) == ""


@pytest.mark.parametrize("wrong", ["utara", "122.2119, -8.6226", "52.5, 13.4", "0"])
def test_a_point_elsewhere_is_refused_and_kept(as_lili, begun, district, wrong):
    page = as_lili.post(step("alamat"), place(district, wrong))
    assert page.status_code == 422
    assert "point" in page.context["form"].errors
    assert f'value="{wrong}"' in page.content.decode()


@pytest.mark.parametrize("point", [(None, 112.0), (-7.0, None), (52.5, 13.4)])
def test_half_a_point_is_none(filled, lili, district, point):
    with pytest.raises(services.InvalidField) as refused:
        services.save_address(
            vendor_id=filled.pk, place=Place("Jalan 7", district.pk, *point), actor=lili
        )
    assert refused.value.details["field"] == "point"


def test_a_deed_is_handed_in_with_what_is_printed_on_it(client, lili, district):
    client.force_login(lili)
    services.begin_application(identity=Identity("CV Lili", "cv"), actor=lili)
    printed = {"number": "12", "issuer": "Notaris Contoh", "issued_on": "2020-03-02"}
    paper = {"kind": "deed", **{f"deed-{name}": text for name, text in printed.items()}}
    photo = {"deed-upload": factories.make_photo("akta.png")}
    wrong = client.post(step("dokumen"), {**paper, "deed-issued_on": "", **photo})
    assert wrong.status_code == 422
    assert 'id="id_deed-issued_on_error"' in wrong.content.decode()
    assert "Notaris Contoh" in wrong.content.decode()
    assert "akta.png" in wrong.content.decode(), "the photo is sent once"
    (again,) = re.findall(
        r'name="(terkirim-deed-upload)"\s+value="([^"]+)"', wrong.content.decode()
    )
    done = client.post(step("dokumen"), {**paper, **dict([again])})
    assert done.status_code == 302
    assert not ParkedFile.objects.exists()
    assert "Notaris Contoh" in client.get(step("dokumen")).content.decode()


def test_each_reviewed_row_names_its_papers(client, submitted, joko):
    client.force_login(joko)
    page = client.get(reverse("vendor_review", args=[submitted.public_id]))
    papers = {row.name: [one.kind for one in row.papers] for row in page.context["rows"]}
    assert {name: kinds for name, kinds in papers.items() if kinds} == {
        "nib": ["nib"],
        "nik": ["id_card"],
        "npwp": ["npwp"],
        "bank": ["passbook"],
    }
    body = page.content.decode()
    assert all(f'href="#dok-{kind}"' in body for kind in ("nib", "id_card", "npwp", "passbook"))
    assert all(f'id="dok-{kind}"' in body for kind in ("nib", "id_card", "npwp", "passbook"))


def test_returning_the_account_reopens_its_page_and_its_passbook(as_lili, submitted, joko):
    services.return_application(
        vendor_id=submitted.pk, returned={"bank": "Nama di buku lain."}, actor=joko
    )
    assert as_lili.get(reverse("vendor_apply")).url == step("rekening")
    assert [paper["kind"] for paper in as_lili.get(step("dokumen")).context["papers"]] == [
        "passbook"
    ]
    assert as_lili.get(step("nomor")).url == reverse("vendor_summary")


def test_a_page_of_the_path_costs_few_queries(as_lili, filled):
    as_lili.get(step("nomor"))
    for word in STEPS:
        with CaptureQueriesContext(connection) as seen:
            assert as_lili.get(step(word)).status_code == 200
        assert len(seen) <= 42, word


def later(browser, word, typed):
    """Leave a page by "Continue later", without script; return the words that are then shown."""
    answer = browser.post(step(word), {**typed, "act": "later"}, follow=True)
    assert answer.redirect_chain[0][0] == reverse("vendor_home")
    return [str(one) for one in answer.context["messages"]]


@pytest.mark.parametrize(
    ("word", "typed", "kept", "lost"),
    [
        ("nomor", {"nib": NIB, "nik": "537"}, {"nib": NIB, "nik": ""}, "NIK"),
        ("nomor", {"nib": NIB, "nik": NIK}, {"nib": NIB, "nik": NIK}, ""),
        ("usaha", {"name": "Tenun Baru"}, {"name": "Tenun Baru"}, ""),
        ("bidang", {"kbli_edition": "2020", "kbli_1": "131"}, {"kbli_codes": []}, "KBLI"),
        ("bidang", {"kbli_edition": "2020", "kbli_1": "13122", "kbli_2": "9"}, {}, "KBLI"),
        ("ukuran", {"has_full_book_year": "no", "capital_rupiah": "banyak"}, {}, "Modal"),
        ("alamat", {"address": "Jalan Raya 7"}, {"address": "Jalan Raya 7"}, ""),
        ("kontak", {"phone": "0812 3456 7890"}, {"phone": "+6281234567890"}, ""),
        ("kontak", {"phone": "nol"}, {"phone": ""}, "ponsel"),
        ("rekening", {"account_holder": "LILI"}, {"account_holder": "LILI", "bank_code": ""}, ""),
        ("rekening", {"bank_code": "002", "account_number": "x"}, {"bank_code": "002"}, "rekening"),
        ("pajak", {"is_pkp": "yes"}, {"is_pkp": True}, ""),
    ],
)
def test_whoever_stops_keeps_what_holds_and_reads_what_does_not(
    as_lili, begun, word, typed, kept, lost
):
    (said,) = later(as_lili, word, typed)
    begun.refresh_from_db()
    assert {name: getattr(begun, name) for name in kept} == kept
    assert lost in said
    assert ("Tidak disimpan" in said) == bool(lost)


def test_whoever_stops_on_the_first_page_has_begun_with_the_name(as_lili, lili):
    later(as_lili, "usaha", {"name": "Tenun Lili"})
    vendor = Vendor.objects.get(memberships__user=lili)
    assert (vendor.name, vendor.legal_form) == ("Tenun Lili", "")
    assert as_lili.get(step("usaha")).status_code == 200


def test_stopping_on_an_untouched_page_answers_nothing(as_lili, begun):
    before = begun.field_entries.count()
    later(as_lili, "pajak", {"is_pkp": "no"})
    later(as_lili, "kontak", {"phone": ""})
    assert begun.field_entries.count() == before


def test_stopping_tries_out_no_number_of_another_shop(as_lili, begun):
    factories.make_vendor(nib=NIB)
    (said,) = later(as_lili, "nomor", {"nib": NIB, "nik": NIK})
    begun.refresh_from_db()
    assert (begun.nib, begun.nik) == ("", NIK)
    assert "NIB" in said
    assert AuditEvent.objects.filter(action=TAKEN).exists(), "and each answer is counted"


def test_stopping_keeps_what_was_stored_before(as_lili, begun, lili):
    services.save_contact(vendor_id=begun.pk, phone="0812 3456 7890", actor=lili)
    later(as_lili, "kontak", {"phone": ""})
    begun.refresh_from_db()
    assert begun.phone == "+6281234567890"


def test_papers_chosen_side_by_side_arrive_together(as_lili, begun):
    two = {"nib-upload": factories.make_photo(), "passbook-upload": factories.make_photo()}
    answer = as_lili.post(step("dokumen"), {"kind": "passbook", **two})
    assert answer.url == f"{step('dokumen')}#dok-passbook"
    assert set(begun.documents.values_list("kind", flat=True)) == {"nib", "passbook"}


def test_a_second_file_for_one_paper_is_refused_by_number(as_lili, begun):
    two = [factories.make_photo("a.png"), factories.make_photo("b.png")]
    page = as_lili.post(step("dokumen"), {"kind": "nib", "nib-upload": two})
    assert page.status_code == 422
    assert "2 berkas" in page.content.decode()
    assert not begun.documents.exists()


def test_a_paper_beside_a_refused_one_is_stored_and_what_was_typed_stays(as_lili, begun):
    services.save_identity(
        vendor_id=begun.pk, identity=Identity("CV Lili", "cv"), actor=begun.memberships.get().user
    )
    sent = {"nib-upload": factories.make_photo(), "deed-upload": factories.make_photo()}
    page = as_lili.post(step("dokumen"), {"kind": "nib", "deed-number": "12", **sent})
    assert page.status_code == 422
    assert set(begun.documents.values_list("kind", flat=True)) == {"nib"}
    assert 'value="12"' in page.content.decode()
