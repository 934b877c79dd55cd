"""The API's own pages hold to the policy of all pages: nothing inline, nothing from elsewhere."""

import re

import pytest
from django.test import Client

from tests.architecture.headers import directives


@pytest.fixture
def page(db):
    return Client().get("/api/docs/")


def test_every_page_of_the_api_has_the_policy(page, db):
    for path in ("/api/docs/", "/api/docs/?script=", "/api/schema/", "/api/v1/", "/api/v1/x/"):
        policy = directives(Client().get(path))
        assert policy["default-src"] == "'none'", path
        assert policy["script-src"] == policy["style-src"] == "'self'", path
        assert policy["frame-ancestors"] == "'none'", path


def test_nothing_stands_inside_the_page_or_comes_from_elsewhere(page):
    text = page.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\bon[a-z]+=", text)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert addresses
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)


def test_its_script_is_a_script(page):
    [address] = [one for one in re.findall(r'src="([^"]+)"', page.content.decode()) if "?" in one]
    script = Client().get(address)
    assert script.status_code == 200
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/schema/" in script.content


@pytest.mark.parametrize("version", ["%00", "%0d%0aX-A:1", "x%22%3B", "2"])
def test_the_schema_repeats_no_version_it_does_not_have(db, client, version):
    answer = client.get(f"/api/schema/?version={version}")
    assert answer.status_code == 200
    assert "x" not in answer["Content-Disposition"].partition("filename=")[2]
    assert "X-A" not in answer
