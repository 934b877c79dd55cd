"""What was typed when the session had ended waits for its owner, and for nobody else."""

import time

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from marketplace.accounts import kept_forms
from tests import factories, stories

ORIGIN = "http://testserver"
TYPED = "Barang kami datang besok pagi.\r\nSalam, <b>Ani</b> & Rekan"


def sign_in(client, user, address="/masuk/"):
    answer = client.post(address, {"login": user.email, "password": factories.PASSWORD})
    assert SESSION_KEY in client.session
    return answer


@pytest.fixture
def page(world):
    return f"/pesanan/{stories.issued(world).public_id}/"


@pytest.fixture
def gone(world, page):
    """Ani's browser with the page of an order open, when her session has ended."""
    browser = Client()
    sign_in(browser, world.ani)
    assert browser.get(page).status_code == 200
    Session.objects.all().delete()
    return browser


def send(browser, page, address="pesan/", text=TYPED, **headers):
    headers = {"referer": ORIGIN + page, **headers}
    return browser.post(page + address, {"text": text}, headers=headers)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_text_comes_back_on_its_page_and_is_sent_once(gone, world, page, htmx):
    late = send(gone, page, **({"HX-Request": "true"} if htmx else {}))
    sign_in_page = late["HX-Redirect"] if htmx else late.url
    assert sign_in_page == f"/masuk/?next={page}"
    assert "akan kembali" in gone.get(sign_in_page).content.decode()
    assert sign_in(gone, world.ani, sign_in_page).url == page
    shown = gone.get(page).content.decode()
    assert "Barang kami datang besok pagi." in shown
    assert "&lt;b&gt;Ani&lt;/b&gt; &amp; Rekan" in shown
    assert f'action="{page}pesan/"' in shown
    assert "data-terselamat" in gone.get(page).content.decode()
    assert send(gone, page).status_code == 303
    shown = gone.get(page).content.decode()
    assert "data-terselamat" not in shown
    assert shown.count("Barang kami datang besok pagi.") == 1


def test_it_is_shown_on_its_own_page_only(gone, world, page):
    send(gone, page)
    sign_in(gone, world.ani)
    assert "data-terselamat" not in gone.get("/tugas/").content.decode()
    assert "data-terselamat" in gone.get(page).content.decode()


def test_another_account_on_the_same_browser_never_sees_it(gone, world, page):
    send(gone, page)
    sign_in(gone, world.citra)
    assert "Barang kami" not in gone.get(page).content.decode()
    gone.post(reverse("account_logout"))
    sign_in(gone, world.ani)
    assert "Barang kami" not in gone.get(page).content.decode()


def test_a_browser_that_knows_nobody_keeps_nothing(db, world, page):
    stranger = Client()
    send(stranger, page)
    assert kept_forms.KEY not in stranger.session
    stranger.cookies["device"] = "forged"
    send(stranger, page)
    assert kept_forms.KEY not in stranger.session


def test_what_lies_in_the_session_is_unreadable(gone, page):
    send(gone, page)
    assert "Barang" not in str(gone.session[kept_forms.KEY])
    assert not Session.objects.filter(session_data__contains="Barang").exists()


def test_it_is_kept_for_an_hour(gone, world, page, monkeypatch):
    send(gone, page)
    sign_in(gone, world.ani)
    later = time.time() + kept_forms.KEPT_SECONDS + 1
    monkeypatch.setattr(kept_forms.time, "time", lambda: later)
    assert "data-terselamat" not in gone.get(page).content.decode()


@pytest.mark.parametrize(("length", "kept"), [(50_000, True), (120_000, False)])
def test_it_is_bounded(gone, page, length, kept):
    send(gone, page, text="a " * (length // 2))
    assert (kept_forms.KEY in gone.session) == kept


def test_secrets_are_not_kept(gone, world, page):
    secret = {"password": "rahasia", "new_password": "rahasia", "totp": "123456", "code": "9"}
    gone.post(page + "pesan/", {**secret, "text": "Halo Bu", "account_code": "5.1"},
              headers={"referer": ORIGIN + page})  # fmt: skip
    sign_in(gone, world.ani)
    shown = gone.get(page).content.decode()
    assert "Halo Bu" in shown
    assert 'name="account_code"' in shown
    assert "rahasia" not in shown
    assert 'name="totp"' not in shown


def test_every_value_of_a_name_is_kept(gone, world, page):
    gone.post(page + "pesan/", {"text": ["Satu ini", "Dua itu"]},
              headers={"referer": ORIGIN + page})  # fmt: skip
    sign_in(gone, world.ani)
    assert gone.get(page).content.decode().count('name="text" value=') == 2


def test_a_token_of_another_sign_in_loses_no_text(world, page):
    """Signed in again in another window: the page still open has the token of before."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.ani)
    browser.get(page)
    stale = {"text": TYPED, "csrfmiddlewaretoken": "x" * 64}
    own = browser.post(page + "pesan/", stale, headers={"origin": ORIGIN})
    assert own.status_code == 403
    shown = own.content.decode()
    assert "Barang kami datang besok pagi." in shown
    token = shown.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
    again = {"text": TYPED, "csrfmiddlewaretoken": token}
    assert browser.post(page + "pesan/", again, headers={"origin": ORIGIN}).status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "", "http://testserver.evil.test"])
def test_a_form_from_elsewhere_is_not_offered_again(world, page, origin):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.ani)
    headers = {"origin": origin} if origin else {}
    answer = browser.post(page + "pesan/", {"text": TYPED}, headers=headers)
    assert answer.status_code == 403
    assert "Barang kami" not in answer.content.decode()


def test_passwords_do_not_come_back_to_a_page(db):
    form = {"login": "kim@example.test", "password": "rahasia-sekali"}
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/masuk/", form, headers={"origin": ORIGIN})
    assert answer.status_code == 403
    assert "rahasia-sekali" not in answer.content.decode()
    assert "kim@example.test" not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/keranjang/1/jumlah/", "/bahasa/", "/tema/", "/penyedia/ganti/"]
)
def test_an_address_for_forms_has_a_page_that_leads_on(client, ani, address):
    client.force_login(ani)
    answer = client.get(address, headers={"referer": f"{ORIGIN}/keranjang/"})
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    page = answer.content.decode()
    assert "hanya menerima formulir" in page
    assert f'href="{ORIGIN}/keranjang/"' in page


def test_programs_get_a_bare_405(client, db):
    address = reverse("bank_qris")
    answer = client.get(address, headers={"accept": "application/json"})
    assert (answer.status_code, answer.content) == (405, b"")
