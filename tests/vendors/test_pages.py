"""The pages: what Lili types stays, what Joko sees is masked, strangers see nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from marketplace.core import files
from marketplace.core.models import AuditEvent, FileAccess
from tests import factories
from tests.vendors.conftest import NIB, NIK, NPWP, PHONE, business, pdf, read_papers
from vendors import queries, services
from vendors.application import REVIEWED, reviewed_fields
from vendors.models import Vendor, VendorStatus

FIRST_STEP = {"name": "Tenun Lili", "legal_form": "individual", "act": "save"}
NUMBERS = {"nib": NIB, "npwp": NPWP, "nik": NIK, "act": "save"}
BANK = {
    "bank_code": "002",
    "account_number": "1234567890",
    "account_holder": "LILI BAU",
    "act": "save",
}


def step(name):
    return reverse("vendor_step", args=[name])


ALL_CORRECT = dict.fromkeys(REVIEWED, "ok")


def review_url(vendor):
    return reverse("vendor_review", args=[vendor.public_id])


@pytest.fixture
def as_lili(client, lili):
    client.force_login(lili)
    return client


@pytest.fixture
def as_joko(client, joko):
    client.force_login(joko)
    return client


def test_lili_walks_through_all_steps(as_lili, lili, district):
    assert as_lili.get(reverse("vendor_home")).status_code == 200
    assert as_lili.get(reverse("vendor_apply")).url == step("usaha")
    assert as_lili.get(step("usaha")).status_code == 200
    assert as_lili.post(step("usaha"), FIRST_STEP).url == step("nomor")
    assert as_lili.post(step("nomor"), NUMBERS).url == step("bidang")
    fields = {"kbli_edition": "2020", "kbli_1": "13912", "act": "save"}
    assert as_lili.post(step("bidang"), fields).url == step("ukuran")
    size = {"has_full_book_year": "no", "capital_rupiah": "Rp 90.000.000", "act": "save"}
    assert as_lili.post(step("ukuran"), size).url == step("alamat")
    regency = district.parent
    place = {
        "province": regency.parent_id,
        "regency": regency.pk,
        "district": district.pk,
        "address": "Jalan Raya 7",
    }
    assert as_lili.post(step("alamat"), place).url == step("kontak")
    assert as_lili.post(step("kontak"), {"phone": PHONE}).url == step("rekening")
    assert as_lili.post(step("rekening"), BANK).url == step("pajak")
    assert as_lili.post(step("pajak"), {"is_pkp": "no"}).url == step("dokumen")
    for kind, upload in (
        ("nib", factories.make_photo()),
        ("npwp", pdf()),
        ("id_card", factories.make_photo()),
        ("passbook", factories.make_photo()),
    ):
        answer = as_lili.post(step("dokumen"), {"kind": kind, f"{kind}-upload": upload})
        assert answer.url == f"{step('dokumen')}#dok-{kind}"
    assert as_lili.get(reverse("vendor_apply")).url == reverse("vendor_summary")
    assert as_lili.get(reverse("vendor_summary")).status_code == 200
    assert as_lili.post(reverse("vendor_summary")).url == reverse("vendor_home")
    vendor = queries.shops_of(lili).get()
    assert (vendor.status, vendor.region, vendor.capital_rupiah) == (
        VendorStatus.SUBMITTED,
        district,
        90_000_000,
    )


def test_wrong_input_is_explained_beside_its_field_and_kept(as_lili):
    page = as_lili.post(step("usaha"), {"name": "Tenun & Kain", "legal_form": "firma"})
    assert page.status_code == 422
    assert escape("Tenun & Kain") in page.content.decode()
    assert not Vendor.objects.exists()
    as_lili.post(step("usaha"), FIRST_STEP)
    page = as_lili.post(step("nomor"), {**NUMBERS, "nib": "12345"})
    assert page.status_code == 422
    body = page.content.decode()
    assert 'value="12345"' in body
    assert NPWP in body
    assert 'id="id_nib_error"' in body
    assert Vendor.objects.get().nib == ""


def test_a_taken_nib_is_explained_beside_its_field(as_lili, lili, world):
    as_lili.post(step("usaha"), FIRST_STEP)
    page = as_lili.post(step("nomor"), {**NUMBERS, "nib": world.vendor.nib})
    assert page.status_code == 422
    assert "nib" in page.context["form"].errors
    assert world.vendor.name not in page.content.decode()
    assert queries.shops_of(lili).get().nib == ""


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ({"has_full_book_year": "no", "capital_rupiah": "1.000.000.000"}, "micro"),
        ({"has_full_book_year": "no", "capital_rupiah": "1.000.000.001"}, "small"),
        ({"has_full_book_year": "yes", "annual_sales_rupiah": "15000000000"}, "small"),
        ({"has_full_book_year": "yes", "annual_sales_rupiah": "15.000.000.001"}, "medium"),
        ({"has_full_book_year": "yes", "annual_sales_rupiah": "50.000.000.001"}, "non_msme"),
    ],
)
def test_the_size_class_is_shown_at_once_and_not_yet_saved(as_lili, filled, typed, size):
    page = as_lili.post(step("ukuran"), {**typed, "act": "preview"}, headers={"HX-Request": "true"})
    assert page.context["verdict"]["size"].size == size
    assert "<html" not in page.content.decode()
    assert "PP 7/2021" in page.content.decode()
    filled.refresh_from_db()
    assert filled.capital_rupiah == 90_000_000


def test_the_next_list_of_regions_comes_without_script(as_lili, filled, district):
    regency = district.parent
    typed = {"province": regency.parent_id, "address": "Gang 3", "act": "choose"}
    page = as_lili.post(step("alamat"), typed)
    body = page.content.decode()
    assert page.status_code == 200
    assert f'<option value="{regency.pk}"' in body
    assert "Gang 3" in body
    assert not page.context["form"].errors


@pytest.mark.parametrize("word", ["usaha", "nomor", "ukuran", "alamat", "rekening"])
@pytest.mark.parametrize("act", ["choose", "preview"])
def test_an_act_swaps_its_part_and_any_other_step_answers_whole(as_lili, filled, word, act):
    page = as_lili.post(step(word), {"act": act}, headers={"HX-Request": "true"})
    assert page.status_code in {200, 422}
    is_part = (word, act) in {("alamat", "choose"), ("ukuran", "preview")}
    assert ("<html" not in page.content.decode()) == is_part


@pytest.mark.parametrize("wrong", ["", "0", "abc", "²", "99999999999999999999999"])
def test_a_made_up_region_is_refused(as_lili, filled, wrong):
    typed = {"province": wrong, "regency": wrong, "district": wrong, "address": "Gang 3"}
    assert as_lili.post(step("alamat"), typed).status_code == 422


@pytest.mark.parametrize("wrong", ["12,5", "-5", "1e9", "²", "9" * 30, "Rp"])
def test_an_amount_that_is_none_is_refused(as_lili, filled, wrong):
    typed = {"has_full_book_year": "no", "capital_rupiah": wrong, "act": "save"}
    page = as_lili.post(step("ukuran"), typed)
    assert page.status_code == 422
    assert "capital_rupiah" in page.context["form"].errors


def test_a_wrong_file_is_explained_beside_its_field(as_lili, filled):
    wrong = pdf()
    wrong.file.write(b"MZ")
    wrong.file.seek(0)
    page = as_lili.post(step("dokumen"), {"kind": "nib", "nib-upload": wrong})
    assert page.status_code == 422
    assert 'id="id_nib-upload_error"' in page.content.decode()
    assert as_lili.post(step("dokumen"), {"kind": "ktp", "ktp-upload": pdf()}).status_code == 422


def test_in_a_repair_only_the_returned_field_is_open(as_lili, returned):
    assert as_lili.get(reverse("vendor_apply")).url == step("nomor")
    assert set(as_lili.get(step("nomor")).context["form"].fields) == {"npwp", "nitku"}
    assert as_lili.get(step("rekening")).url == reverse("vendor_summary")
    assert as_lili.post(step("rekening"), BANK).url == reverse("vendor_summary")
    assert as_lili.get(step("usaha")).url == reverse("vendor_summary")
    typed = {**NUMBERS, "npwp": "0016090524017000", "nib": "9999999999999"}
    assert as_lili.post(step("nomor"), typed).url == reverse("vendor_summary")
    returned.refresh_from_db()
    assert (returned.nib, returned.npwp) == (NIB, "0016090524017000")


def test_a_returned_paper_stands_on_the_page_of_papers(as_lili, returned):
    papers = as_lili.get(step("dokumen")).context["papers"]
    assert [paper["kind"] for paper in papers] == ["npwp"]


@pytest.mark.parametrize("fixture", ["filled", "returned", "submitted", "approved"])
def test_the_start_page_tells_every_state(request, as_lili, fixture):
    request.getfixturevalue(fixture)
    page = as_lili.get(reverse("vendor_home"))
    assert page.status_code == 200
    assert NIK not in page.content.decode()


def test_the_review_page_masks_and_a_look_is_counted(as_joko, submitted, joko):
    page = as_joko.get(review_url(submitted)).content.decode()
    assert "Tenun Lili" in page
    for secret in (NIK, NPWP, submitted.account_number):
        assert secret not in page
    typed = {"act": "reveal:nik", "nib": "return", "nib-reason": "Buram"}
    page = as_joko.post(review_url(submitted), typed).content.decode()
    assert NIK in page
    assert "Buram" in page
    assert AuditEvent.objects.filter(action="vendor.revealed", actor=joko).count() == 1
    assert NIK not in as_joko.get(review_url(submitted)).content.decode()


def test_joko_returns_a_field_on_the_page(as_joko, submitted):
    answer = as_joko.post(
        review_url(submitted),
        {**ALL_CORRECT, "act": "return", "npwp": "return", "npwp-reason": "Buram"},
    )
    assert answer.url == reverse("vendor_queue")
    submitted.refresh_from_db()
    assert list(queries.returned_fields(submitted)) == ["npwp"]


def test_a_return_without_reason_keeps_the_choice(as_joko, submitted):
    page = as_joko.post(review_url(submitted), {**ALL_CORRECT, "act": "return", "npwp": "return"})
    assert page.status_code == 422
    row = next(row for row in page.context["rows"] if row.name == "npwp")
    assert row.decision.returned
    assert row.decision.error
    submitted.refresh_from_db()
    assert submitted.status == VendorStatus.SUBMITTED


def test_joko_approves_what_he_saw(as_joko, submitted, joko):
    page = as_joko.get(review_url(submitted)).content.decode()
    seen_at = re.search(r'name="seen_at" value="([^"]+)"', page).group(1)
    read_papers(submitted, joko)
    typed = {**ALL_CORRECT, "act": "approve", "seen_at": seen_at}
    assert as_joko.post(review_url(submitted), typed).status_code == 302
    submitted.refresh_from_db()
    assert submitted.status == VendorStatus.APPROVED


@pytest.mark.parametrize(
    "seen_at",
    [
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00",
        "2026-13-45T99:99:99+99:99",
        "0020269-01-01T00:00:00+00:00",
        "kemarin",
        "\x00",
    ],
)
def test_a_stale_or_damaged_page_approves_nothing(as_joko, submitted, seen_at):
    typed = {**ALL_CORRECT, "act": "approve", "seen_at": seen_at}
    assert as_joko.post(review_url(submitted), typed).status_code == 409
    submitted.refresh_from_db()
    assert submitted.status == VendorStatus.SUBMITTED


def test_no_row_is_judged_before_the_verifier_does(as_joko, submitted, joko):
    page = as_joko.get(review_url(submitted)).content.decode()
    assert page.count('type="radio"') >= 18
    assert not re.search(r'value="(ok|return)"[^>]*\schecked\s*>', page)
    read_papers(submitted, joko)
    judged = reviewed_fields(submitted)
    for missing in judged:
        typed = {field: "ok" for field in judged if field != missing}
        answer = as_joko.post(review_url(submitted), {**typed, "act": "approve"})
        assert answer.status_code == 422
        rows = {row.name: row.decision for row in answer.context["rows"]}
        assert rows[missing].error
        assert {name for name, row in rows.items() if row.verdict == "ok"} == set(typed)
    submitted.refresh_from_db()
    assert submitted.status == VendorStatus.SUBMITTED


def test_a_paper_that_was_not_opened_stops_the_approval(as_joko, submitted, joko, indra):
    npwp = submitted.documents.get(kind="npwp")
    for paper in submitted.documents.exclude(pk=npwp.pk):
        files.open_for(joko, paper.file)
    files.open_for(indra, npwp.file)  # another person's look does not count
    answer = as_joko.post(review_url(submitted), {**ALL_CORRECT, "act": "approve"})
    assert answer.status_code == 422
    assert "NPWP" in answer.context["problem"]
    assert "NIB" not in answer.context["problem"]
    assert as_joko.get(reverse("private_file", args=[npwp.file.public_id])).status_code == 200
    answer = as_joko.post(review_url(submitted), {**ALL_CORRECT, "act": "approve"})
    assert answer.status_code == 302


def test_the_auditor_reads_and_cannot_judge(client, indra, submitted):
    client.force_login(indra)
    page = client.get(review_url(submitted))
    assert page.status_code == 200
    assert 'value="approve"' not in page.content.decode()
    assert NIK not in page.content.decode()
    for typed in ({"act": "approve"}, {"act": "reveal:nik"}):
        assert client.post(review_url(submitted), typed).status_code == 403
    url = reverse("vendor_reject", args=[submitted.public_id])
    assert client.post(url, {"reason": "x"}).status_code == 403
    submitted.refresh_from_db()
    assert submitted.status == VendorStatus.SUBMITTED


@pytest.mark.parametrize(("who", "status"), [("ani", 404), ("stranger", 404), ("lili", 404)])
def test_others_do_not_find_the_review(request, client, submitted, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(review_url(submitted)).status_code == status
    assert client.post(review_url(submitted), {"act": "approve"}).status_code == status


def test_the_queue_is_for_verifiers_and_auditors(client, ani, indra, lili):
    for user, status in ((ani, 403), (lili, 403), (indra, 200)):
        client.force_login(user)
        assert client.get(reverse("vendor_queue")).status_code == status


def test_strangers_are_sent_to_sign_in(client, submitted):
    for url in (reverse("vendor_home"), reverse("vendor_queue"), review_url(submitted)):
        answer = client.get(url)
        assert answer.status_code == 302
        assert reverse("account_login") in answer.url


def test_an_officer_is_told_that_they_cannot_sell(client, ani):
    client.force_login(ani)
    for url in (reverse("vendor_home"), reverse("vendor_apply"), step("usaha")):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("lili", 200), ("joko", 200), ("indra", 200), ("ani", 404), ("stranger", 404), ("citra", 404)],
)
def test_papers_open_for_owner_verifier_and_auditor(request, client, submitted, who, status):
    file = queries.current_documents(submitted)["nib"].file
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("private_file", args=[file.public_id])).status_code == status
    assert FileAccess.objects.filter(file=file).count() == (1 if status == 200 else 0)


def waiting(world, number):
    for _ in range(number):
        vendor = factories.make_vendor(
            region=factories.make_region(parent=world.agency.tenant.region),
            status=VendorStatus.SUBMITTED,
        )
        Vendor.objects.filter(pk=vendor.pk).update(submitted_at=vendor.created_at)


def queries_of(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_a_long_queue_costs_no_more_queries(as_joko, world):
    waiting(world, 1)
    few = queries_of(as_joko, reverse("vendor_queue"))
    waiting(world, 19)
    assert queries_of(as_joko, reverse("vendor_queue")) == few


def test_the_task_list_names_what_waits(as_joko, submitted, client, lili):
    assert "Tenun Lili" in as_joko.get(reverse("tasks")).content.decode()
    services.return_application(
        vendor_id=submitted.pk, returned={"nib": "Buram"}, actor=submitted_verifier(submitted)
    )
    client.force_login(lili)
    assert reverse("vendor_apply") in client.get(reverse("tasks")).content.decode()


def submitted_verifier(vendor):
    return queries.verifiers_for(vendor).get()


def test_the_first_step_survives_a_double_click(as_lili, lili):
    assert as_lili.post(step("usaha"), FIRST_STEP).status_code == 302
    assert as_lili.post(step("usaha"), FIRST_STEP).status_code == 302
    assert queries.shops_of(lili).count() == 1
    assert queries.shops_of(lili).get().name == business()["name"]


def test_the_owner_reads_what_stands_in_the_application_and_who_entered_it(as_lili, filled, lili):
    page = as_lili.get(reverse("vendor_home")).content.decode()
    assert filled.nib in page
    assert filled.nik not in page, "masked, as on the summary"
    assert page.count(f"Diketik oleh {lili}") >= 5
    assert f"dikirim {lili}" in page
