"""What stands in the head of answers outside the table: a strict policy, and no cookie.

The addresses of the table are read in ``test_permissions``, by everybody.
"""

import pytest
from django.test import Client

from tests.architecture.headers import complaints, directives
from tests.architecture.walkers import admin_pages, clients_of


def test_the_operators_pages_have_it_too(stage):
    wrong, client = [], clients_of(stage, ["operator"])["operator"]
    for name, path in admin_pages():
        wrong += complaints(client.get(path), name)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ["/tidak-ada/", "/cek/%00/", "/static/css/app.css", "/bahasa/"])
def test_refusals_and_files_have_it(client, db, path):
    answer = client.get(path)
    assert directives(answer)["default-src"] == "'none'"
    answer.close()  # a file


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
