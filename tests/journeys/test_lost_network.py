"""A phone loses its network while the owner types: nothing typed is lost, and it is sent again."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys import steps
from vendors import services
from vendors.application import Identity

pytestmark = pytest.mark.journey


@pytest.fixture
def owner(market, visit):
    """Dewi on her phone, in the middle of her application."""
    dewi = factories.make_user("Dewi")
    services.begin_application(identity=Identity(steps.SHOP, "individual"), actor=dewi)
    return visit().sign_in(dewi)


def kept(page):
    """What the browser keeps of forms."""
    return page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('draf:'))")


def test_what_was_typed_is_sent_when_the_network_is_back(owner):
    page = owner.go("/penyedia/daftar/kontak/")
    page.fill("input[name=phone]", "0812 3456 7890")
    owner.context.set_offline(True)
    page.click("main button[name=act][value=save]")
    expect(page.locator("#pesan")).to_contain_text("Isian Anda masih ada")
    expect(page.locator("input[name=phone]")).to_have_value("0812 3456 7890")
    owner.context.set_offline(False)
    steps.save_step(owner, "rekening")
    assert kept(page) == []
    owner.complaints.clear()  # the browser's own words about the network that was taken away


def test_a_page_that_was_closed_is_filled_again_but_for_numbers(owner):
    page = owner.go("/penyedia/daftar/rekening/")
    page.fill("input[name=account_holder]", "DEWI LESTARI")
    page.fill("input[name=account_number]", "1234567890")
    owner.go("/penyedia/")
    page = owner.go("/penyedia/daftar/rekening/")
    expect(page.locator("input[name=account_holder]")).to_have_value("DEWI LESTARI")
    expect(page.locator("input[name=account_number]")).to_have_value("")
    expect(page.locator("[data-draf-kabar]")).to_be_visible()
    assert "1234567890" not in str(kept(page))


def test_whoever_signs_out_leaves_nothing_behind(owner):
    page = owner.go("/penyedia/daftar/kontak/")
    page.fill("input[name=phone]", "0812 3456 7890")
    assert len(kept(page)) == 1
    owner.go("/akun/")
    page.locator("form[action*='/keluar/'] button").click()
    page.wait_for_url("**/")
    assert kept(page) == []


def test_a_photo_that_did_not_leave_is_sent_again(owner, tmp_path):
    page = owner.go("/penyedia/daftar/dokumen/")
    card = page.locator("#dok-passbook")
    card.locator("input[type=file]").set_input_files(steps.paper_scan(tmp_path, "BUKU", "CONTOH"))
    owner.context.set_offline(True)
    card.locator("button").click()
    expect(page.locator("#pesan")).to_contain_text("Isian Anda masih ada")
    owner.context.set_offline(False)
    card.locator("button").click()
    expect(page.locator("#dok-passbook a[href^='/berkas/']")).to_be_visible()
    owner.complaints.clear()
