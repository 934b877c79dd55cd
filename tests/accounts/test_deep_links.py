"""Who wanted a page gets there, by way of signing up and the letter, and never to another site."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

WANTED = "/penyedia/daftar/usaha/?asal=surat"
PASSWORD = "gajah-lampu-kertas-sungai"


def register(wanted: str, email: str = "kim@toko.test") -> str:
    """Sign up from a link; return the link of the letter as a path of this site."""
    browser = Client()
    page = browser.get(reverse("account_signup"), {"next": wanted}).content.decode()
    form = {"name": "Kim", "email": email, "password1": PASSWORD}
    hidden = re.search(r'name="next" value="([^"]*)"', page.split("<main")[1])
    if hidden:
        form["next"] = hidden[1].replace("&amp;", "&")
    browser.post(reverse("account_signup"), form)
    return re.search(r"https?://[^/]+(/akun/email/konfirmasi/\S+)", mail.outbox[-1].body)[1]


def confirm(link: str) -> tuple[Client, str]:
    """Open the letter's link in another browser and press the button."""
    browser = Client()
    page = browser.get(link).content.decode()
    form = dict(re.findall(r'name="(next)" value="([^"]*)"', page.split("<main")[1]))
    fields = {name: value.replace("&amp;", "&") for name, value in form.items()}
    return browser, browser.post(link.partition("?")[0], fields).url


def test_the_wanted_page_survives_sign_up_confirmation_and_sign_in():
    assert "daftar/?next=" in Client().get("/masuk/", {"next": WANTED}).content.decode()
    browser, led = confirm(register(WANTED))
    sign_in = led if led.startswith("/masuk/") else browser.get(led).url
    assert sign_in.startswith("/masuk/?next=")
    answer = browser.post(sign_in, {"login": "kim@toko.test", "password": PASSWORD})
    assert SESSION_KEY in browser.session
    assert answer.url == WANTED


def test_it_survives_a_letter_that_signing_in_sends_again():
    register("")
    cache.clear()
    browser = Client()
    form = {"login": "kim@toko.test", "password": PASSWORD, "next": WANTED}
    browser.post("/masuk/", form)
    assert "next=%2Fpenyedia%2Fdaftar%2Fusaha%2F" in mail.outbox[-1].body


ELSEWHERE = [
    "https://evil.test/", "//evil.test/", "/\\evil.test", "\\\\evil.test", "https:evil.test",
    "javascript:alert(1)", "http:///evil.test", "\thttps://evil.test", "//evil.test\\@testserver/",
    "http://127.0.0.1/x", "https://localhost/x",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_letter_and_no_sign_in_leads_elsewhere(target):
    link = register(target)
    assert "evil" not in link
    assert "next" not in link
    for page in (reverse("account_login"), link.partition("?")[0]):
        user = factories.make_user("Lim")
        browser = Client()
        form = {"login": user.email, "password": factories.PASSWORD, "next": target}
        answer = browser.post(page, form)
        assert answer.status_code == 302
        assert answer.url.startswith("/")
        assert not answer.url.startswith("//")
        assert "evil" not in answer.url
