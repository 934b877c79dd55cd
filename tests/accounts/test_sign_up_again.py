"""Signing up again, and names that nobody can have."""

import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.core import mail
from django.urls import reverse

from marketplace.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "nona@example.test"
FIRST, SECOND = "Gelas7Jendela!Rumput", "kuda-lemari-hujan-sepeda"


def sign_up(client, password=FIRST, email=ADDRESS):
    form = {"name": "Nona", "email": email, "password1": password}
    return client.post(reverse("account_signup"), form)


def confirm(client, message):
    [path] = re.findall(r"https?://[^/]+(/akun/email/konfirmasi/\S+)", message.body)
    return client.post(path)


def test_signing_up_again_before_confirming_sends_a_fresh_confirmation(client):
    first, again = sign_up(client), sign_up(client, email=ADDRESS.upper())
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url
    assert [message.to for message in mail.outbox] == [[ADDRESS], [ADDRESS]]
    assert User.objects.filter(email=ADDRESS).count() == 1
    confirm(client, mail.outbox[1])
    answer = client.post(reverse("account_login"), {"login": ADDRESS, "password": FIRST})
    assert answer.status_code == 302


def test_a_stranger_who_signs_up_again_changes_no_password(client):
    sign_up(client)
    sign_up(client, SECOND)
    user = User.objects.get(email=ADDRESS)
    assert user.check_password(FIRST)
    assert not user.check_password(SECOND)


def test_a_confirmed_account_gets_no_confirmation_again(client):
    kim = factories.make_user("Kim")
    sign_up(client, email=kim.email)
    [message] = mail.outbox
    assert "/konfirmasi/" not in message.body


def test_nobody_is_buried_under_confirmations(client):
    for _ in range(12):
        sign_up(client)
    assert 2 <= len(mail.outbox) <= 4


@pytest.mark.parametrize(
    "name",
    [
        "a" * 300 + "@example.test",
        "a" * 100_000,
        "a\x00@example.test",
        "\ud800@example.test",
        "a@" + "b." * 5_000 + "test",
        "' OR 1=1 --",
        "\u202e\u200b",
    ],
)
def test_a_name_that_nobody_can_have_is_refused(client, name):
    client.raise_request_exception = False
    form = {"login": name.encode("utf-8", "surrogatepass"), "password": "x"}
    assert 200 <= client.post(reverse("account_login"), form).status_code < 500
    body = {"email": name, "password": "salah"}
    answer = client.post(reverse("api_token"), body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    assert all(len(row.username) <= 254 for row in AccessAttempt.objects.all())


# Each looks like nona@toko.test, or like it with marks that nobody sees.
IMITATIONS = (
    "n\u043ena@toko.test",
    "nona@t\u043eko.test",
    "nona@toko.te\u017ft",
    "nona@\uff54oko.test",
    "n\u0131na@toko.test",
    "nona@toko.\u202etest\u202e",
    "nona@toko.test\ud800",
)


@pytest.mark.parametrize("door", ["account_signup", "account_reset_password", "account_email"])
@pytest.mark.parametrize("email", IMITATIONS)
def test_an_address_that_imitates_another_gets_no_account_and_no_letter(client, door, email):
    factories.make_user("Nona", email="nona@toko.test")
    if door == "account_email":
        client.force_login(factories.make_user("Kim"))
    given = {"name": "Nona", "email": email, "password1": FIRST, "action_add": ""}
    client.raise_request_exception = False
    sent = "&".join(f"{k}={quote(v.encode('utf-8', 'surrogatepass'))}" for k, v in given.items())
    answer = client.post(reverse(door), sent, content_type="application/x-www-form-urlencoded")
    known = {"nona@toko.test", *User.objects.filter(name="Kim").values_list("email", flat=True)}
    assert answer.status_code in {200, 302, 422}
    assert set(User.objects.values_list("email", flat=True)) == known
    assert set(EmailAddress.objects.values_list("email", flat=True)) == known
    assert {to for message in mail.outbox for to in message.to} <= {"nona@toko.test"}


def test_a_name_in_letters_that_only_look_like_ours_opens_no_account(client):
    form = {"name": "N\u043ena", "email": ADDRESS, "password1": FIRST}
    answer = client.post(reverse("account_signup"), form)
    assert "huruf yang hanya mirip a sampai z" in answer.content.decode()
    assert not User.objects.exists()
    kim = factories.make_user("Kim")
    client.force_login(kim)
    answer = client.post(reverse("account"), {"name": "K\u0456m", "language": "id"})
    assert answer.status_code == 422
    kim.refresh_from_db()
    assert kim.name == "Kim"
