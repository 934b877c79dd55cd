"""Signing in by program, and what a program then sees."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from tests import factories

TOKEN = "/api/v1/auth/token"


def ask(client, **body):
    return client.post(TOKEN, body, content_type="application/json")


def test_address_and_password_give_a_token_that_opens_the_api(client, ani):
    answer = ask(client, email=ani.email, password=factories.PASSWORD)
    assert answer.status_code == 200
    headers = {"Authorization": f"Token {answer.json()['token']}"}
    assert client.get("/api/v1/orders/", headers=headers).json()["results"] == []


def test_without_a_token_orders_are_closed_and_the_catalogue_is_open(client, world):
    closed = client.get("/api/v1/orders/")
    assert closed.status_code == 401
    assert closed["Content-Type"] == "application/problem+json"
    assert closed.json()["code"] == "not_authenticated"
    names = [row["name"] for row in client.get("/api/v1/products/").json()["results"]]
    assert names == [world.product.name]


def test_only_live_goods_of_approved_vendors_are_listed(client, world):
    vendor = factories.make_vendor()
    hidden = factories.make_product(vendor, world.etalase, status="draft", published_by=None)
    factories.make_product(vendor, world.etalase)
    factories.suspend(vendor)
    listed = [row["public_id"] for row in client.get("/api/v1/products/").json()["results"]]
    assert listed == [str(world.product.public_id)]
    assert client.get(f"/api/v1/products/{hidden.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": "x@example.test", "password": "salah"}, 401),
        ({"email": "bukan-alamat", "password": "salah"}, 400),
        ({"email": "x@example.test"}, 400),
        ({}, 400),
    ],
)
def test_wrong_sign_ins_are_refused_as_problem_json(client, ani, body, status):
    answer = ask(client, **body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"]


def test_a_closed_account_gets_no_token(client, ani):
    ani.is_active = False
    ani.save()
    assert ask(client, email=ani.email, password=factories.PASSWORD).status_code == 401


def test_an_unconfirmed_address_gets_no_token(client, ani):
    ani.emailaddress_set.update(verified=False)
    assert ask(client, email=ani.email, password=factories.PASSWORD).status_code == 401


@pytest.fixture
def secret(ani) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(ani, secret)
    return secret


def code_for(secret: str) -> str:
    cache.clear()
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_a_second_step_is_asked_for(client, ani, secret):
    assert Authenticator.objects.filter(user=ani).exists()
    answer = ask(client, email=ani.email, password=factories.PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (401, "totp_required")
    wrong = ask(client, email=ani.email, password=factories.PASSWORD, totp="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_refused")
    right = ask(client, email=ani.email, password=factories.PASSWORD, totp=code_for(secret))
    assert right.status_code == 200


def test_too_many_wrong_passwords_lock_the_api_as_well(client, ani):
    for _ in range(8):
        last = ask(client, email=ani.email, password="salah-sekali-sandinya")
    assert last.status_code == 429
    assert last.json()["code"] == "locked_out"
    assert ask(client, email=ani.email, password=factories.PASSWORD).status_code == 429


def test_the_schema_and_its_pages_are_open(client, db):
    assert client.get("/api/schema/").status_code == 200
    assert client.get("/api/docs/").status_code == 200
    rooms = {"products", "orders", "carts", "shared-carts", "freight-requests", "negotiations"}
    rooms |= {"plan-packages", "budget-lines", "papers", "roles"}
    assert set(client.get("/api/v1/").json()) == rooms
