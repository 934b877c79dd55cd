"""Ani sees where she is signed in, and ends the session of a browser that she does not know."""

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from marketplace.accounts.browsers import device_of, forget_ended
from marketplace.core.models import AuditEvent
from tests import factories

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/129.0.0.0 Mobile Safari/537.36"
)
DEVICES = [
    (PHONE, "Chrome di Android"),
    ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/131.0", "Firefox di Windows"),
    ("Mozilla/5.0 (Windows NT 10.0) Chrome/129.0.0.0 Safari/537.36 Edg/129.0", "Edge di Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari di iPhone"),
    ("curl/8.5.0", "Peramban yang tidak menyebut namanya"),
    ("", "Peramban yang tidak menyebut namanya"),
]


def signed_in_by_form(person, said=PHONE):
    browser = Client(HTTP_USER_AGENT=said)
    form = {"login": person.email, "password": factories.PASSWORD}
    assert browser.post(reverse("account_login"), form).status_code == 302
    return browser


@pytest.mark.parametrize(("said", "name"), DEVICES)
def test_browsers_are_called_as_people_call_them(said, name):
    assert device_of(said) == name


def test_ani_ends_the_session_of_the_lost_phone_and_stays_where_she_sits(world):
    lost, here = signed_in_by_form(world.ani), signed_in_by_form(world.ani, DEVICES[1][0])
    assert reverse("browsers") in here.get(reverse("account")).content.decode()
    page = here.get(reverse("browsers")).content.decode()
    phone = UserSession.objects.get(user=world.ani, user_agent=PHONE)
    assert "Chrome di Android" in page
    assert page.count("Anda di sini") == 1
    door = reverse("browser_sign_out", args=[phone.pk])
    assert door in page
    assert here.post(door).status_code == 302
    assert [one.get(reverse("account")).status_code for one in (lost, here)] == [302, 200]
    assert (
        "Chrome di Android" not in here.get(reverse("browsers")).content.decode().split("<table")[1]
    )
    assert AuditEvent.objects.get(action="account.signed_out_of").actor_id == world.ani.pk


def test_nobody_ends_the_session_of_somebody_else(world):
    ani, eka = signed_in_by_form(world.ani), signed_in_by_form(world.eka)
    hers = UserSession.objects.get(user=world.ani)
    for key in (hers.pk, 2**63):
        assert eka.post(reverse("browser_sign_out", args=[key])).status_code == 404
    assert ani.get(reverse("account")).status_code == 200
    assert UserSession.objects.filter(pk=hers.pk).exists()


def test_ani_may_end_the_very_session_she_sits_in(world):
    here = signed_in_by_form(world.ani)
    row = UserSession.objects.get(user=world.ani)
    answer = here.post(reverse("browser_sign_out", args=[row.pk]))
    assert answer["Location"] == reverse("account_login")
    assert here.get(reverse("account")).status_code == 302


def test_ani_signs_out_everywhere_else_and_stays_where_she_sits(world):
    here, there = signed_in_by_form(world.ani), signed_in_by_form(world.ani)
    eka = signed_in_by_form(world.eka)
    assert reverse("sign_out_elsewhere") in here.get(reverse("browsers")).content.decode()
    assert here.post(reverse("sign_out_elsewhere")).status_code == 302
    answers = [browser.get(reverse("account")).status_code for browser in (here, there, eka)]
    assert answers == [200, 302, 200]
    page = here.get(reverse("browsers")).content.decode()
    assert page.count("Chrome di Android") == 1
    assert "Anda di sini" in page


def test_what_is_over_is_forgotten(world):
    signed_in_by_form(world.ani)
    signed_in_by_form(world.eka)
    hers = UserSession.objects.get(user=world.ani)
    Session.objects.filter(session_key=hers.session_key).update(
        expire_date=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert forget_ended() == 1
    assert list(UserSession.objects.values_list("user_id", flat=True)) == [world.eka.pk]
    assert forget_ended() == 0
