"""Who approves, pays, verifies or runs the platform does nothing before the second step is set."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import AGENCY_ROLES, Membership, Role
from marketplace.core.models import AuditEvent
from tests import factories

SET_UP = "/akun/dua-langkah/totp/activate/"
REQUIRED = {
    Role.COMMITMENT_OFFICER,
    Role.CARD_HOLDER,
    Role.TREASURER,
    Role.VENDOR_VERIFIER,
    Role.AGENCY_ADMIN,
}
# A page of each frame, public ones too.
PLACES = ["/", "/tugas/", "/pesanan/", "/cari/?q=kain", "/akun/", "/akun/sandi/", "/admin/"]


def of_today(secret: str) -> str:
    """What the authenticator app shows at this moment."""
    cache.clear()
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def sign_in(client, user, address=None):
    form = {"login": user.email, "password": factories.PASSWORD}
    return client.post(address or reverse("account_login"), form)


def prove_again(client):
    """A second step is changed only after the password was typed once more."""
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})


def holder(role: str):
    """Somebody who was given a role and has only a password."""
    user = factories.make_user("Kim")
    agency = factories.make_agency()
    if role in AGENCY_ROLES:
        factories.give_role(user, role, agency)
    else:
        Membership.objects.create(user=user, role=role, tenant=agency.tenant)
    return user


@pytest.mark.parametrize("role", Role.values)
def test_the_roles_that_need_it_reach_the_set_up_page_only(client, db, role):
    client.force_login(holder(role))
    answers = {place: client.get(place) for place in PLACES}
    led = {place for place, answer in answers.items() if answer.get("Location") == SET_UP}
    assert led == (set(PLACES) if role in REQUIRED else set())


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_operators_need_it(client, db, power):
    kim = factories.make_user("Kim")
    setattr(kim, power, True)
    kim.save()
    client.force_login(kim)
    assert client.get("/admin/").url == SET_UP
    assert client.post("/pesanan/", {}).url == SET_UP


def test_a_role_that_ended_needs_nothing(client, db):
    kim = holder(Role.TREASURER)
    kim.memberships.update(active=False)
    client.force_login(kim)
    assert client.get("/tugas/").status_code == 200


def test_programs_are_refused_with_a_stable_code(client, db):
    kim = holder(Role.TREASURER)
    body = {"email": kim.email, "password": factories.PASSWORD}
    refused = client.post("/api/v1/auth/token", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_step_missing")
    client.force_login(kim)
    page = client.get("/api/v1/orders/")
    assert (page.status_code, page.json()["code"]) == (403, "second_step_missing")


def test_a_token_from_before_the_role_opens_nothing(client, db):
    kim = factories.make_user("Kim")
    body = {"email": kim.email, "password": factories.PASSWORD}
    token = client.post("/api/v1/auth/token", body, content_type="application/json").json()
    agency = factories.make_agency()
    factories.give_role(kim, Role.TREASURER, agency)
    headers = {"Authorization": f"Token {token['token']}"}
    refused = client.get("/api/v1/orders/", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "second_step_missing")


def test_a_fragment_takes_the_whole_page_to_the_set_up(client, db):
    client.force_login(holder(Role.CARD_HOLDER))
    answer = client.post("/keranjang/1/jumlah/", {"quantity": 1}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == SET_UP


def test_setting_it_up_with_a_real_app_opens_the_page_that_was_asked_for(client, committed_db):
    """With real commits: the session is renewed when the app is stored."""
    kim = holder(Role.COMMITMENT_OFFICER)
    sign_in(client, kim, "/masuk/?next=/pesanan/")
    assert client.get("/pesanan/").url == SET_UP
    prove_again(client)
    assert "tidak ada halaman lain" in client.get(SET_UP).content.decode()
    secret = client.session[totp.SECRET_SESSION_KEY]
    answer = client.post(SET_UP, {"code": of_today(secret)}, follow=True)
    assert 'href="/pesanan/"' in answer.content.decode()
    assert client.get("/pesanan/").status_code == 200
    assert AuditEvent.objects.filter(action="account.totp_added", actor=kim).exists()


def test_a_session_with_a_stolen_password_ends_when_the_owner_sets_it_up(client, db):
    kim, thief = holder(Role.COMMITMENT_OFFICER), Client()
    sign_in(thief, kim)
    assert SESSION_KEY in thief.session
    factories.add_second_step(kim)
    assert thief.get("/pesanan/").url.startswith("/masuk/")


def test_a_real_code_is_asked_for_at_the_door(client, budi):
    asked = sign_in(client, budi)
    assert asked.url.startswith(reverse("mfa_authenticate"))
    assert SESSION_KEY not in client.session
    assert client.post(asked.url, {"code": "000000"}).status_code == 200
    assert SESSION_KEY not in client.session
    assert client.post(asked.url, {"code": of_today(factories.SECRET)}).url == "/tugas/"


def test_who_needs_it_cannot_switch_it_off(client, budi, ani):
    for user in (budi, ani):
        if not user.second_step_since:
            factories.add_second_step(user)
        sign_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": factories.recovery_code(user)})
        prove_again(client)
        client.post(reverse("mfa_deactivate_totp"))
        client.post(reverse("account_logout"))
    kept = Authenticator.objects.filter(type="totp").values_list("user", flat=True)
    assert budi.pk in kept
    assert ani.pk not in kept


@pytest.mark.parametrize("exempt", ["", "@demo.test"])
def test_only_the_demos_own_logins_are_exempt_and_the_page_says_so(client, db, settings, exempt):
    settings.SECOND_STEP_EXEMPT_DOMAIN = exempt
    kim = holder(Role.TREASURER)
    kim.email = "bendahara@demo.test"
    kim.save()
    client.force_login(kim)
    assert client.get("/tugas/").status_code == (200 if exempt else 302)
    client.logout()
    page = client.get("/masuk/").content.decode()
    assert ("satu kata sandi demo" in page) == bool(exempt)
    client.force_login(holder(Role.TREASURER))
    assert client.get("/tugas/").url == SET_UP


def test_the_database_keeps_the_moment_whoever_writes(db):
    kim = factories.make_user("Kim")
    factories.add_second_step(kim)
    assert kim.second_step_since is not None
    Authenticator.objects.filter(user=kim, type="recovery_codes").delete()
    kim.refresh_from_db()
    assert kim.second_step_since is not None
    Authenticator.objects.filter(user=kim).delete()
    kim.refresh_from_db()
    assert kim.second_step_since is None
