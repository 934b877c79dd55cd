"""Pages of sheets of goods: from my goods to a taken-in sheet, by forms alone."""

import io

import openpyxl
import pytest

from catalog.importing import services
from catalog.importing.models import GoodsImport
from catalog.models import Sku
from tests import factories
from tests.catalog.importing.goods import csv, judge, label_of, looked_at, row, staged_sheet, upload
from tests.catalog.importing.test_rows import JUBELIO
from tests.clients import signed_in

HOME = "/penyedia/produk/impor/"


def address_of(sheet, word: str = "") -> str:
    return f"/penyedia/impor/{sheet.public_id}/{word}"


def test_from_my_goods_to_a_sheet_that_is_taken_in(world):
    browser = signed_in(world.citra)
    assert HOME in browser.get("/penyedia/produk/").text
    template = browser.get(f"{HOME}templat/")
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    assert [cell.value for cell in book["Barang"][1]][:3] == [
        "Kode barang",
        "Kode induk",
        "Nama barang",
    ]
    assert len(book["Barang"].data_validations.dataValidation) == 5
    assert book["Pilihan"].sheet_state == "hidden"
    assert len(book.sheetnames) == 3
    answer = browser.post(HOME, {"sheet": upload([row(world, 1), row(world, 2, stock="x")])})
    sheet = GoodsImport.objects.get()
    assert answer.url == address_of(sheet)
    waiting = browser.get(answer.url).text
    assert 'hx-trigger="load delay:2s"' in waiting
    assert "0 dari 2" in waiting
    judge()
    part = browser.get(answer.url, headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    assert "Belum ada yang disimpan" in browser.get(answer.url).text
    failed = browser.get(address_of(sheet, "perbaiki/"))
    cells = list(openpyxl.load_workbook(io.BytesIO(failed.content)).active.iter_rows())
    assert "Stok" in cells[1][16].value
    page = browser.get(address_of(sheet, "baris/3/")).text
    assert "bukan angka" in page
    cells = sheet.rows.get(row_number=3).said
    again = browser.post(address_of(sheet, "baris/3/"), {**cells, "stock": "banyak"})
    assert again.status_code == 422
    assert "banyak" in again.text
    browser.post(address_of(sheet, "baris/3/"), {**cells, "stock": "5"})
    running = browser.post(address_of(sheet, "mulai/"), follow=True).text
    assert "0 dari 2" in running
    services.take_in_sheets()
    services.take_in_sheets()
    assert "2 baris" in browser.get(address_of(sheet)).text
    assert Sku.objects.get(code="LBR-2").stock == 5


def test_an_export_of_others_is_asked_about_once(world):
    browser = signed_in(world.citra)
    answer = browser.post(HOME, {"sheet": csv(JUBELIO)}, follow=True)
    sheet = GoodsImport.objects.get()
    assert answer.redirect_chain[-1][0] == address_of(sheet, "judul/")
    form = {column: str(place) for column, place in sheet.places.items()}
    form |= {"new_etalase": label_of(world), "new_unit": "botol"}
    twice = browser.post(address_of(sheet, "judul/"), {**form, "description": form["code"]})
    assert twice.status_code == 422
    assert browser.post(address_of(sheet, "judul/"), form).url == address_of(sheet)
    judge()
    assert "Sabun cuci piring" in browser.get(address_of(sheet)).text


def test_a_price_that_jumps_is_ticked_and_meant(world):
    sheet = staged_sheet(world)
    browser = signed_in(world.citra)
    page = browser.get(f"{address_of(sheet)}?jenis=ask").text
    price = factories.sku_of(world.product).price_rupiah // 10
    assert f'value="3:{price}"' in page
    browser.post(address_of(sheet, "harga/"), {"harga": [f"3:{price}", "x", "9:1", "3:"]})
    assert sheet.rows.get(row_number=3).verdict == "changed"


@pytest.mark.parametrize("sent", [{}, {"sheet": factories.make_photo()}], ids=["none", "photo"])
def test_what_is_no_sheet_comes_back_with_a_sentence(world, sent):
    answer = signed_in(world.citra).post(HOME, sent)
    assert answer.status_code == 422
    assert not GoodsImport.objects.exists()


def test_another_shops_sheet_is_not_there(world):
    sheet = looked_at(world.vendor, upload([row(world)]), world.citra)
    owner = factories.make_user("Sari")
    factories.make_vendor(owner)
    browser = signed_in(owner)
    for word in ("", "judul/", "baris/2/", "perbaiki/"):
        assert browser.get(address_of(sheet, word)).status_code == 404
    for word in ("mulai/", "batal/", "harga/", "gambar/"):
        assert browser.post(address_of(sheet, word)).status_code == 404


def test_a_sheet_is_stopped_and_what_it_did_is_said(world):
    sheet = looked_at(world.vendor, upload([row(world)]), world.citra)
    browser = signed_in(world.citra)
    page = browser.post(address_of(sheet, "batal/"), follow=True).text
    assert "0 baris" in page
    assert "selesai" in browser.post(address_of(sheet, "mulai/"), follow=True).text


def test_the_number_of_queries_does_not_grow_with_the_rows(world, django_assert_max_num_queries):
    sheet = looked_at(world.vendor, upload([row(world, n) for n in range(60)]), world.citra)
    browser = signed_in(world.citra)
    browser.get(address_of(sheet))
    with django_assert_max_num_queries(36):
        browser.get(address_of(sheet))
