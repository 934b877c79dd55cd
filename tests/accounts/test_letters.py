"""Mails about accounts and notices: our words, our address, and no sign that breaks a line."""

import email
import re
import unicodedata
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from marketplace.core import clock, outbox
from marketplace.notices import services as notices
from marketplace.notices.models import Channel, Notice
from marketplace.web.requests import own_link
from tests import factories

TEMPLATES = Path(allauth.__file__).parent / "templates"
# Of ways to sign in that are not offered: codes by mail, security keys.
NOT_OFFERED = {"account/email/login_code", "account/email/password_reset_code"}
NOT_OFFERED |= {"mfa/email/webauthn_added", "mfa/email/webauthn_removed"}
LETTERS = sorted(
    {
        str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
        for room in ("account", "mfa")
        for path in TEMPLATES.glob(f"{room}/email/*_subject.txt")
    }
    - NOT_OFFERED
)
LINKS = ("activate_url", "password_reset_url", "signup_url")
FOREIGN = (
    "example.com", "testserver", "evil", "Hello", "Thank you for", "Hai ", "Terima kasih telah",
    "e-mail", "email", "Email", "username", "nama pengguna", "..",
)  # fmt: skip
HOSTILE = [
    "Kim\r\nBcc: pencuri@evil.test",
    "Kim\nSubject: menang",
    "Kim\r\n\r\nIsi palsu: http://evil.test/",
    "Kim\u2028Bcc: x@evil.test",
    "Kim\x85Bcc: x@evil.test",
    "Kim\x0bBcc: x@evil.test\x0c",
    "\u202egnp.mik\u202c",
    "Kim\u200b\u200d\ufeff\u00ad",
    "Kim\x1b[31m\x07\x08",
    "=?utf-8?q?Kim=0ABcc=3A_x=40evil.test?=",
    "Kim <x@evil.test>, Lim",
    "\U000e0041\U000e0042Kim",
]


def send(name, user, host="testserver"):
    """One letter as the library asks for it, with links built from whatever Host came."""
    request = RequestFactory().get("/", headers={"host": host})
    links = {key: request.build_absolute_uri(f"/akun/{key}/?a=1") for key in LINKS}
    context = {"user": user, "request": request, "from_email": user.email, **links}
    details = {"to_email": user.email, "deleted_email": user.email}
    details |= {"moment": "26 November 2026 15:30 WIB", "ip": "192.0.2.1"}
    get_adapter().send_mail(name, user.email, {**context, **details})
    return mail.outbox[-1]


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_letter_speaks_our_words_and_names_our_address(db, settings, name, language):
    settings.BASE_URL = "https://pasar.test"
    user = factories.make_user("Ibu Kim, S.E.", language=language, email="kim@toko.test")
    letter = send(name, user, host="testserver")
    text = f"{letter.subject}\n{letter.body}"
    assert "Pasar Bela" in text
    assert "https://pasar.test" in text
    assert not re.findall(r"https?://(?!pasar\.test)", text)
    known = () if language == "en" else FOREIGN
    assert [word for word in known if word in text.replace("kim@toko.test", "")] == []
    with translation.override("en"):
        other = send(name, factories.make_user("Lim", language="en", email="lim@toko.test"))
    assert (other.subject == letter.subject) == (language == "en")


def lines(message):
    """A mail as a mail program reads it: headers and the lines of its body."""
    parsed = email.message_from_bytes(message.message().as_bytes(), policy=default)
    return parsed, parsed.get_body(("plain",)).get_content().split("\n")


def assert_harmless(message, recipient):
    parsed, body = lines(message)
    assert message.recipients() == [recipient]
    assert parsed["Bcc"] is None
    assert parsed["Cc"] is None
    for line in [str(parsed["Subject"]), *body]:
        kinds = {unicodedata.category(sign) for sign in line}
        assert not kinds & {"Cc", "Cf", "Zl", "Zp", "Co", "Cs"}, line
        assert not line.startswith(("Bcc:", "Subject:", "Isi palsu"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_breaks_no_line_of_a_letter(db, name):
    user = factories.make_user("Kim", email="kim@toko.test")
    user.name = name
    user.save()
    for letter in LETTERS:
        assert_harmless(send(letter, user), "kim@toko.test")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_breaks_no_line_of_a_notice(world, name, monkeypatch):
    world.ani.name = world.vendor.name = name
    world.ani.save()
    event = outbox.emit("test.letter", subject=world.vendor)
    notice = Notice.objects.create(
        recipient=world.ani, event=event, channel=Channel.EMAIL, kind="vendor.approved",
        params={"name": name, "number": name}, created_at=event.occurred_at,
    )  # fmt: skip
    assert_harmless(notices.as_mail(notice), world.ani.email)


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1:8000", "testserver.evil.test"])
def test_a_forged_host_is_in_no_link(db, settings, host):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://pasar.test"
    kim = factories.make_user("Kim", email="kim@toko.test")
    browser = Client(headers={"host": host})
    browser.post(reverse("account_reset_password"), {"email": kim.email})
    browser.post(reverse("account_reset_password"), {"email": "siapa@toko.test"})
    again = {"name": "Kim", "email": kim.email, "password1": "gajah-lampu-kertas-sungai"}
    browser.post(reverse("account_signup"), again)
    browser.post(reverse("account_signup"), {**again, "email": "lim@toko.test"})
    texts = [message.body for message in mail.outbox]
    assert len(texts) == 4
    for text in texts:
        assert re.findall(r"https?://([^/\s]*)", text)
        assert set(re.findall(r"https?://([^/\s]*)", text)) == {"pasar.test"}


def test_a_changed_password_is_told_to_its_owner(client, db):
    kim = factories.make_user("Kim", email="kim@toko.test")
    client.force_login(kim)
    new = "gajah-lampu-kertas-sungai"
    form = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), form)
    assert [message.subject for message in mail.outbox] == ["Kata sandi Anda diganti"]
    assert "127.0.0.1" in mail.outbox[0].body
    assert "WIB" in mail.outbox[0].body


PAGES = (
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_inactive", "account_email_verification_sent", "account_reset_password_from_key_done",
)  # fmt: skip
OWN_PAGES = (
    "account_email", "account_change_password", "account_reauthenticate", "mfa_index", "account",
)  # fmt: skip
WORDS = (
    "Login",
    "e-mail",
    "Email",
    "Username",
    "Remember",
    "Password",
    "example.com",
    "..",
    "sandi:",
)


def seen(page):
    """The text of a page, with what its fields say."""
    main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    said = re.findall(r'(?:placeholder|aria-label|title)="([^"]*)"', main)
    return re.sub(r"<[^>]*>", " ", main) + " ".join(said)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_signing_in_speak_our_words(client, db, name):
    text = seen(client.get(reverse(name)))
    assert [word for word in WORDS if word in text] == []


@pytest.mark.parametrize("name", OWN_PAGES)
def test_the_pages_of_an_account_speak_our_words(client, db, name):
    client.force_login(factories.make_user("Kim", email="kim@toko.test"))
    text = seen(client.get(reverse(name)))
    assert [word for word in WORDS if word in text] == []


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("pendek", "paling sedikit 12 karakter"),
        ("483920174632", "Tambahkan kata"),
        ("kimberly.anggrek@toko.test", "mirip nama atau alamat surel"),
        ("rahasia-kupang-2026", "empat kata"),
    ],
)
def test_a_refused_password_is_told_in_our_words(client, db, password, words):
    form = {"name": "Kim", "email": "kimberly.anggrek@toko.test", "password1": password}
    page = client.post(reverse("account_signup"), form)
    assert page.status_code == 200
    text = seen(page)
    assert words in text
    assert ".." not in text


def test_a_mail_links_only_here(settings):
    settings.BASE_URL = "https://pasar.test"
    for forged in ("//evil.test/x", "http://evil.test/x", "https://evil.test:1/x", "/x"):
        assert own_link(forged) == "https://pasar.test/x"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "pada Kamis, 26 November 2026 pukul 15.30 WIB"),
        ("en", "on Thursday, 26 November 2026 at 15:30 WIB"),
    ],
)
@pytest.mark.parametrize("page", ["id", "en"])
def test_the_moment_of_a_change_is_told_in_the_language_of_the_letter(db, page, language, said):
    user = factories.make_user("Kim", language=language, email="kim@toko.test")
    with translation.override(page), clock.moved_to(datetime(2026, 11, 26, 8, 30, tzinfo=UTC)):
        get_adapter().send_notification_mail("account/email/password_changed", user)
        assert translation.get_language() == page
    assert said in mail.outbox[-1].body
