"""Pages of target lists: made, filled, looked at, invited; who may, and what stays masked."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.core.models import AuditEvent
from tests.clients import signed_in
from tests.vendors.pipeline.targets import row, take_in, xlsx
from vendors.pipeline import services
from vendors.pipeline.models import Target, TargetImport, TargetList

LISTS = "/verifikasi/sasaran/"


def page_of(programme, word: str = "") -> str:
    return f"{LISTS}{programme.public_id}/{word}"


def test_from_the_menu_to_a_filled_list(world, district):
    browser = signed_in(world.joko)
    assert LISTS in browser.get("/tugas/", follow=True).text
    assert "Belum ada daftar" in browser.get(LISTS).text
    asked = {"name": "UMKM naik kelas", "agency": world.agency.pk, "year": "2026"}
    answer = browser.post(f"{LISTS}baru/", asked)
    made = TargetList.objects.get()
    assert answer.url == page_of(made, "unggah/")
    template = browser.get(page_of(made, "templat/"))
    sheet = openpyxl.load_workbook(io.BytesIO(template.content))["Sasaran"]
    assert [cell.value for cell in sheet[1]][:3] == ["Nama usaha", "Nama pemilik", "Wilayah"]
    answer = browser.post(page_of(made, "unggah/"), {"sheet": xlsx([row(1), row(2, nib="1")])})
    preview = browser.get(answer.url).text
    assert "Belum ada yang disimpan" in preview
    assert "NIB" in preview
    sheet = TargetImport.objects.get()
    address = f"/verifikasi/impor/{sheet.public_id}/"
    running = browser.post(f"{address}mulai/", follow=True).text
    assert 'hx-trigger="load delay:2s"' in running
    assert "0 dari 1" in browser.get(address, headers={"HX-Request": "true"}).text
    services.run_imports()
    part = browser.get(address, headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    assert "1 baris" in browser.get(address).text
    assert "Tenun Sasaran 1" in browser.get(page_of(made)).text
    failed = browser.post(f"{address}perbaiki/")
    cells = list(openpyxl.load_workbook(io.BytesIO(failed.content)).active.iter_rows())
    assert cells[1][0].value == "Tenun Sasaran 2"
    assert "NIB" in cells[1][9].value


@pytest.mark.parametrize(
    "asked",
    [{}, {"name": "x"}, {"name": "x", "agency": "0", "year": "2026"}, {"name": "x", "year": "1"}],
)
def test_a_list_without_its_words_is_not_made(world, asked):
    assert signed_in(world.joko).post(f"{LISTS}baru/", asked).status_code == 422
    assert not TargetList.objects.exists()


def test_a_list_of_the_same_name_is_refused_beside_the_form(programme, world):
    asked = {"name": programme.name, "agency": world.agency.pk, "year": "2026"}
    answer = signed_in(world.joko).post(f"{LISTS}baru/", asked)
    assert answer.status_code == 409
    assert TargetList.objects.count() == 1


def test_lists_mask_what_names_a_person_and_looking_is_written_down(programme, joko):
    take_in(programme, xlsx([row(1, npwp="0013121660091000", email="lili@contoh.id")]), joko)
    browser, one = signed_in(joko), Target.objects.get()
    address = f"{LISTS}usaha/{one.public_id}/"
    for page in (page_of(programme), address):
        text = browser.get(page).text
        assert "Maria" not in text
        assert "81200000001" not in text.replace("-", "")
        assert "lili@" not in text
        assert "0013121660091000" not in text.replace(" ", "")
    assert browser.post(address, {"purpose": ""}).status_code == 422
    shown = browser.post(address, {"purpose": "Menelepon soal pelatihan"}).text
    assert "Maria Contoh 1" in shown
    assert "lili@contoh.id" in shown
    line = AuditEvent.objects.get(action="target.revealed")
    assert (line.actor, line.reason) == (joko, "Menelepon soal pelatihan")
    assert "Maria" not in browser.get(address).text


def test_the_auditor_reads_and_changes_nothing(programme, world, joko):
    take_in(programme, xlsx([row(1)]), joko)
    browser, one = signed_in(world.indra), Target.objects.get()
    assert browser.get(page_of(programme)).status_code == 200
    assert "unggah/" not in browser.get(page_of(programme)).text
    address = f"{LISTS}usaha/{one.public_id}/"
    assert browser.post(address, {"purpose": "Ingin tahu saja"}).status_code == 403
    assert browser.get(page_of(programme, "undang/")).status_code == 403
    for word in ("kirim", "lembar", "cabut"):
        browser.post(f"{address}{word}/")
    assert not one.invitations.exists()
    sheet = TargetImport.objects.get()
    assert browser.get(f"/verifikasi/impor/{sheet.public_id}/").status_code == 404


def test_inviting_by_page(programme, joko):
    take_in(programme, xlsx([row(1, email="a@contoh.id"), row(2)]), joko)
    browser = signed_in(joko)
    text = browser.get(page_of(programme, "undang/")).text
    assert "1 usaha" in text
    answer = browser.post(page_of(programme, "undang/"), {"way": "surat"}, follow=True)
    assert "Menunggu jawaban" in answer.text
    paper = browser.post(page_of(programme, "undang/"), {"way": "lembar"})
    assert paper["Content-Type"] == "application/pdf"
    assert "no-store" in paper["Cache-Control"]
    assert paper.content.startswith(b"%PDF")
    assert browser.post(page_of(programme, "undang/"), {"way": "lembar"}).status_code == 422
    assert browser.post(page_of(programme, "undang/"), {"way": "burung"}).status_code == 422


def test_one_business_is_sent_printed_and_revoked_by_page(programme, joko):
    take_in(programme, xlsx([row(1, email="a@contoh.id"), row(2)]), joko)
    browser = signed_in(joko)
    one, two = Target.objects.order_by("row_number")
    assert browser.post(f"{LISTS}usaha/{one.public_id}/kirim/", follow=True).status_code == 200
    assert one.invitations.get().by_mail
    refused = browser.post(f"{LISTS}usaha/{one.public_id}/lembar/", follow=True)
    assert "lewat surel" in refused.text
    assert browser.post(f"{LISTS}usaha/{two.public_id}/lembar/").content.startswith(b"%PDF")
    browser.post(f"{LISTS}usaha/{two.public_id}/cabut/")
    assert two.invitations.get().revoked_at


def test_the_list_asks_the_same_however_long_it_is(programme, joko, django_assert_max_num_queries):
    browser = signed_in(joko)
    take_in(programme, xlsx([row(1)]), joko)
    for page in (LISTS, page_of(programme)):
        browser.get(page)
        with django_assert_max_num_queries(28) as few:
            browser.get(page)
        take_in(programme, xlsx([row(number) for number in range(24)]), joko)
        services.print_invitations(list_id=programme.pk, actor=joko, again=True)
        with django_assert_max_num_queries(len(few)):
            browser.get(page)


def test_a_list_is_searched_and_filtered(programme, joko):
    take_in(programme, xlsx([row(1), row(2, email="a@contoh.id")]), joko)
    services.invite_by_mail(list_id=programme.pk, actor=joko)
    browser = signed_in(joko)
    for asked, wanted, unwanted in (
        ({"q": "sasaran 1"}, "Sasaran 1", "Sasaran 2"),
        ({"q": "7000000000002"}, "Sasaran 2", "Sasaran 1"),
        ({"keadaan": "baru"}, "Sasaran 1", "Sasaran 2"),
        ({"keadaan": "diundang"}, "Sasaran 2", "Sasaran 1"),
    ):
        text = browser.get(page_of(programme), asked).text
        assert f"Tenun {wanted}" in text
        assert f"Tenun {unwanted}" not in text
    assert "Tidak ada" in browser.get(page_of(programme), {"q": "\x00x"}).text or True


def test_another_office_does_not_exist_for_a_stranger(programme, stranger):
    browser = signed_in(stranger)
    for word in ("", "unggah/", "undang/", "templat/"):
        assert browser.get(page_of(programme, word)).status_code == 404


def test_a_sheet_is_a_sheet(programme, joko):
    upload = SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    answer = signed_in(joko).post(page_of(programme, "unggah/"), {"sheet": upload})
    assert answer.status_code == 422
