"""Language, privacy, refusals and health: the same on every page."""

import pytest
from django.db.utils import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from marketplace.core.errors import RuleViolation
from marketplace.web import middleware, views


class LockError(Exception):
    """What psycopg2 says when a row lock was not free for three seconds."""

    pgcode = "55P03"  # Postgres: lock not available


def test_indonesian_unless_the_reader_chose_otherwise(client, db):
    page = client.get(reverse("account_login"), headers={"accept-language": "en"})
    assert page["Content-Language"] == "id"
    client.cookies["django_language"] = "en"
    assert client.get(reverse("account_login"))["Content-Language"] == "en"
    client.cookies["django_language"] = "xx"
    assert client.get(reverse("account_login"))["Content-Language"] == "id"


def test_choosing_a_language_is_kept_by_browser_and_account(client, ani):
    client.force_login(ani)
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/akun/"})
    assert (answer.status_code, answer.url) == (302, "/akun/")
    assert client.cookies["django_language"].value == "en"
    ani.refresh_from_db()
    assert ani.language == "en"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https:evil.example", "https://evil.example/"]
)
def test_no_way_leads_off_the_site(client, db, target):
    for name, field in (("set_language", "language"), ("set_theme", "theme")):
        answer = client.post(reverse(name), {field: "en", "next": target})
        assert "evil" not in answer.url


def test_pages_of_a_signed_in_person_are_never_stored(client, ani):
    client.force_login(ani)
    page = client.get(reverse("inbox"))
    assert "no-store" in page["Cache-Control"]
    assert "Cookie" in page["Vary"]
    assert "HX-Request" in page["Vary"]


def test_a_page_in_a_views_stead_is_kept_by_no_cache_either(client, ani):
    """A cache may keep a 405 unless told otherwise (RFC 9110, 15.1); it leads back to a page."""
    client.force_login(ani)
    page = client.get(reverse("cart_agency"), headers={"accept": "text/html"})
    assert page.status_code == 405
    assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
    assert "Cookie" in page["Vary"]


def test_every_answer_has_a_request_id_and_a_strict_policy(client, db):
    page = client.get(reverse("account_login"))
    assert len(page["X-Request-ID"]) == 16
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def refusal(error: Exception, **headers: str) -> HttpResponse:
    request = RequestFactory().post("/pesanan/", headers=headers)
    request.user = request.htmx = None
    guard = middleware.DomainErrorMiddleware(lambda _request: HttpResponse())
    return guard.process_exception(request, error)


def test_a_refusal_is_a_page_with_its_sentence_and_status(db):
    page = refusal(RuleViolation("Batas Rp 50.000.000 terlampaui."))
    assert page.status_code == 422
    assert "Batas Rp 50.000.000 terlampaui." in page.content.decode()


def test_the_way_back_stays_on_this_site(db):
    page = refusal(RuleViolation("x"), referer="http://testserver/keranjang/").content.decode()
    assert "http://testserver/keranjang/" in page
    assert (
        "evil" not in refusal(RuleViolation("x"), referer="https://evil.example/").content.decode()
    )


def test_a_lock_that_is_not_free_asks_to_try_again(db):
    error = OperationalError()
    error.__cause__ = LockError()
    assert refusal(error).status_code == 503
    assert refusal(OperationalError()) is None
    assert refusal(ZeroDivisionError()) is None


def test_health_names_what_is_missing(client, db, settings):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok"
    assert answer.json()["version"]
    caches = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}
    settings.CACHES = {"default": caches}
    assert client.get("/healthz").json() | {"version": ""} == {
        "status": "ok",
        "database": "ok",
        "redis": "degraded",
        "version": "",
    }


def test_errors_have_pages_of_their_own(client, db):
    missing = client.get("/tidak-ada/")
    assert missing.status_code == 404
    assert "Pasar Bela" in missing.content.decode()
    assert views.server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.parametrize("path", ["/cek/%00/", "/pantau/?pasar=%00"])
def test_a_nul_character_is_the_visitors_mistake_not_ours(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert b"0x00" not in answer.content


@pytest.mark.parametrize("path", ["/", "/cari/", "/masuk/", "/tidak-ada/", "/api/v1/products/"])
def test_an_address_with_too_many_parameters_is_refused_with_a_page(db, client, path):
    answer = client.get(path + "?" + "&".join(f"a{number}=1" for number in range(1_001)))
    assert answer.status_code == 400


def test_a_form_is_never_led_to_the_same_address_with_a_slash(db, client):
    assert client.get("/masuk").status_code == 301
    assert client.post("/masuk", {"login": "x"}).status_code == 404
