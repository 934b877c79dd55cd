"""Signing up again, and names that nobody can have."""

import re

import pytest
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
