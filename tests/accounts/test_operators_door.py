"""The operator's admin has no door of its own and shows no table of a library."""

import pytest
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from tests import factories


@pytest.fixture
def operator(db):
    return factories.make_operator("Op")


def sign_in(client, address, operator):
    """Password, then a recovery code: the second step is needed for the admin, too."""
    form = {"login": operator.email, "password": factories.PASSWORD}
    asked = client.post(address, form)
    assert asked.url.startswith(reverse("mfa_authenticate"))
    return client.post(asked.url, {"code": factories.recovery_code(operator)})


def test_only_our_own_tables_are_in_it():
    rooms = {model.__module__.split(".", 1)[0] for model in admin.site._registry}
    assert rooms == {"marketplace", "catalog", "vendors", "payments"}


@pytest.mark.parametrize(
    "library",
    ["authtoken/tokenproxy/", "account/emailaddress/", "mfa/authenticator/", "auth/group/"],
)
def test_tables_of_libraries_have_no_address(client, operator, library):
    client.force_login(operator)
    assert client.get(f"/admin/{library}").status_code == 404


@pytest.mark.parametrize("page", ["/admin/", "/admin/login/", "/admin/core/rule/"])
def test_signing_in_is_the_sites_own_page(client, db, page):
    answer = client.get(page, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_password_posted_to_the_admin_signs_nobody_in(client, operator):
    words = {"username": operator.email, "password": factories.PASSWORD, "next": "/admin/"}
    answer = client.post("/admin/login/", words)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert SESSION_KEY not in client.session


def test_whoever_is_no_operator_is_turned_away(client, ani):
    client.force_login(ani)
    assert client.get("/admin/", follow=True).status_code == 403


def test_an_operator_who_asks_for_the_admins_own_sign_in_finds_the_first_page(client, operator):
    door = client.get("/admin/login/", follow=True).redirect_chain[-1][0]
    answer = sign_in(client, door, operator)
    page = client.get(answer.url, follow=True)
    assert page.redirect_chain[-1][0] == "/admin/"
    assert page.status_code == 200


def test_an_operator_comes_back_to_where_he_wanted(client, operator):
    wanted = "/admin/core/rule/"
    door = client.get(wanted, follow=True).redirect_chain[-1][0]
    assert sign_in(client, door, operator).url == wanted
