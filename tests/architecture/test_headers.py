"""What stands in the head of every answer: a strict policy, and no cookie for who only looks."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.architecture.permissions import PERMISSIONS
from tests.architecture.test_permissions import (
    ALL_NAMES,
    VISITOR,
    address,
    clients_of,
    stage,
)

__all__ = ["stage"]

ELSEWHERE = {"api_docs"}  # the library's own page has a policy of its own
WALKERS = (VISITOR, "ani", "citra", "operator")
# Forms that a visitor sends: they need the token's cookie, and no other.
FORMS = {
    "account_login",
    "account_signup",
    "account_reset_password",
}


def directives(answer):
    policy = answer.headers.get("Content-Security-Policy", "")
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())


def complaints(answer, place):
    """Whatever a page may do beyond its own scripts, styles and pictures."""
    policy = directives(answer)
    wrong = [] if policy.get("default-src") == "'none'" else ["no default"]
    wrong += ["runs foreign code"] if policy.get("script-src", "'self'") != "'self'" else []
    wrong += ["can be framed"] if answer.headers.get("X-Frame-Options") != "DENY" else []
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
        page = {"style-src", "img-src", "connect-src", "form-action", "frame-src"}
        wrong += [f"{name} {policy.get(name)}" for name in page if policy.get(name) != "'self'"]
        wrong += [] if policy.get("base-uri") == "'none'" else ["base"]
    wrong += [] if answer.headers.get("Permissions-Policy") else ["no Permissions-Policy"]
    return [f"{place} {answer.status_code}: {one}" for one in wrong]


def test_every_answer_has_the_policy(stage):
    """Each address for several people, whatever the answer is."""
    wrong, clients = [], clients_of(stage, WALKERS)
    for name in sorted(set(PERMISSIONS) - ELSEWHERE):
        for person, client in clients.items():
            wrong += complaints(client.get(address(name, stage)), f"{name} {person}")
    assert not wrong, "\n".join(wrong)


def test_the_operators_pages_have_it_too(stage):
    wrong, client = [], clients_of(stage, ["operator"])["operator"]
    for name in ALL_NAMES:
        if name.startswith("admin:"):
            try:
                path = reverse(name)
            except NoReverseMatch:
                continue
            wrong += complaints(client.get(path), name)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ["/tidak-ada/", "/cek/%00/", "/static/css/app.css", "/bahasa/"])
def test_refusals_and_files_have_it(client, db, path):
    answer = client.get(path)
    assert directives(answer)["default-src"] == "'none'"
    answer.close()  # a file


def test_who_only_looks_gets_no_cookie(stage):
    """A new browser for each page: what it gets there is all that it gets."""
    given = {}
    for name in set(PERMISSIONS) - ELSEWHERE:
        answer = Client().get(address(name, stage))
        if answer.cookies:
            given[name] = set(answer.cookies)
    assert given == {name: {"csrftoken"} for name in FORMS}


@pytest.mark.parametrize("path", ["/tidak-ada/", "/cek/%00/", "/admin/", "/tugas/", "/bahasa/"])
def test_refusals_set_no_cookie(client, db, path):
    assert not client.get(path).cookies


@pytest.mark.parametrize(
    ("address", "choice", "cookie"),
    [("/bahasa/", {"language": "en"}, "django_language"), ("/tema/", {"theme": "pasar"}, "theme")],
)
def test_a_choice_sets_its_own_cookie_without_a_token_and_not_from_elsewhere(
    db, address, choice, cookie
):
    browser = Client(enforce_csrf_checks=True)
    elsewhere = browser.post(address, choice, headers={"origin": "https://evil.test"})
    assert (elsewhere.status_code, set(elsewhere.cookies)) == (403, set())
    chosen = browser.post(address, choice, headers={"origin": "http://testserver"})
    assert (chosen.status_code, set(chosen.cookies)) == (302, {cookie})


def test_a_choice_of_a_signed_in_person_needs_the_token(ani):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ani)
    headers = {"origin": "http://testserver"}
    assert browser.post("/bahasa/", {"language": "en"}, headers=headers).status_code == 403
    ani.refresh_from_db()
    assert ani.language == "id"
