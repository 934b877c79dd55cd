"""Guessing is stopped from every side, and nobody is locked out by a stranger."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts import lockout
from tests import factories

WRONG = "salah-sekali-sandinya"
HOME, CAFE = "198.51.100.1", "203.0.113.1"


def sign_in(client, email, password=factories.PASSWORD, *, address=HOME):
    form = {"login": email, "password": password}
    return client.post(reverse("account_login"), form, REMOTE_ADDR=address)


def guesses(email, times, *, address=HOME, age=timedelta()):
    """Failures that lie behind us."""
    AccessAttempt.objects.create(
        username=email,
        ip_address=address,
        user_agent=f"guesser {AccessAttempt.objects.count()}",
        failures_since_start=times,
    )
    AccessAttempt.objects.filter(username=email, ip_address=address).update(
        attempt_time=timezone.now() - age
    )


@pytest.fixture
def kim(db):
    return factories.make_user("Kim")


@pytest.fixture
def own_browser(kim):
    """Kim's phone: she has signed in with it before."""
    client = Client()
    assert sign_in(client, kim.email).status_code == 302
    client.post(reverse("account_logout"))
    assert SESSION_KEY not in client.session
    return client


def test_strangers_close_an_account_to_strangers_and_not_to_its_owner(client, kim, own_browser):
    for last in range(1, 6):
        guesses(kim.email, 8, address=f"203.0.113.{last}")
    assert sign_in(client, kim.email, address="192.0.2.1").status_code == 429
    assert sign_in(own_browser, kim.email, address="192.0.2.1").status_code == 302


def test_a_guesser_in_the_same_office_does_not_lock_the_owner_out(client, kim, own_browser):
    guesses(kim.email, 8)
    assert sign_in(client, kim.email).status_code == 429
    assert sign_in(own_browser, kim.email).status_code == 302


def test_one_address_does_not_try_account_after_account(client, kim):
    for number in range(10):
        guesses(f"orang{number}@example.test", 8)
    assert sign_in(client, kim.email).status_code == 429
    assert sign_in(client, kim.email, address=CAFE).status_code == 302


def test_fewer_failures_close_nothing(client, kim):
    guesses(kim.email, lockout.PER_ACCOUNT_AND_ADDRESS - 1)
    guesses(kim.email, lockout.PER_ACCOUNT - lockout.PER_ACCOUNT_AND_ADDRESS, address=CAFE)
    guesses("orang@example.test", lockout.PER_ADDRESS - lockout.PER_ACCOUNT_AND_ADDRESS)
    assert sign_in(client, kim.email).status_code == 302


def test_a_known_device_has_bounds_of_its_own(kim, own_browser):
    guesses(kim.email, lockout.PER_KNOWN_DEVICE)
    assert sign_in(own_browser, kim.email).status_code == 429


def test_what_is_long_ago_counts_no_more(client, kim):
    guesses(kim.email, 1_000, age=timedelta(minutes=16))
    assert sign_in(client, kim.email).status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "forged:1abc:sig"])
def test_a_forged_device_is_a_stranger(kim, cookie):
    browser = Client()
    browser.cookies[lockout.DEVICE_COOKIE] = cookie
    guesses(kim.email, lockout.PER_ACCOUNT_AND_ADDRESS)
    assert sign_in(browser, kim.email).status_code == 429
    assert SESSION_KEY not in browser.session


def test_a_device_is_known_to_its_own_account_only(kim, own_browser):
    lim = factories.make_user("Lim")
    guesses(lim.email, lockout.PER_ACCOUNT_AND_ADDRESS)
    assert sign_in(own_browser, lim.email).status_code == 429
