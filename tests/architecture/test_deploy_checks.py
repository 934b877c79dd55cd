"""`check --deploy` stops an installation that would run on demo data or a simulated bank."""

import pytest

from config import checks
from tests.factories import make_user


@pytest.fixture
def production(settings):
    settings.DEMO, settings.BANK_IS_SIMULATOR = False, False
    settings.BANK_BASE_URL = "https://bank.example.test"
    return settings


def test_a_clean_installation_passes(production, db):
    assert checks.nothing_of_the_demo() == []
    assert checks.a_real_bank() == []


def test_demo_accounts_are_found(production, db):
    make_user("Ani", email="pp.ntt@demo.test")
    assert [error.id for error in checks.nothing_of_the_demo()] == ["pasar.E002"]


@pytest.mark.parametrize("address", ["", "http://bank.example.test", "https://127.0.0.1:9000"])
def test_a_simulated_bank_is_refused(production, address):
    production.BANK_BASE_URL = address
    assert [error.id for error in checks.a_real_bank()] == ["pasar.E003"]


def test_demo_mode_is_refused(production, db):
    production.DEMO = True
    assert [error.id for error in checks.nothing_of_the_demo()] == ["pasar.E001"]


@pytest.mark.parametrize(
    ("url", "token"),
    [("file:", ""), ("http://127.0.0.1:9000/sms", "secret"), ("https://sms.example.test", "")],
)
def test_text_messages_that_go_nowhere_are_refused(production, url, token):
    production.SMS_URL, production.SMS_TOKEN = url, token
    assert [error.id for error in checks.a_real_gateway()] == ["pasar.E005"]


@pytest.mark.parametrize(("url", "token"), [("console:", ""), ("https://sms.example.test", "s")])
def test_a_gateway_or_no_text_messages_may_start(production, url, token):
    production.SMS_URL, production.SMS_TOKEN = url, token
    assert checks.a_real_gateway() == []


@pytest.mark.parametrize(
    ("issuer", "client", "secret", "found"),
    [
        ("", "", "", []),
        ("https://idp.example.test", "pasar", "s", []),
        ("http://127.0.0.1:9000", "pasar", "s", ["pasar.E007"]),
        ("https://idp.example.test", "", "s", ["pasar.E007"]),
        ("https://idp.example.test", "pasar", "", ["pasar.E007"]),
    ],
)
def test_an_identity_provider_is_whole_and_spoken_to_by_tls(
    production, issuer, client, secret, found
):
    production.OIDC_ISSUER, production.OIDC_CLIENT_ID = issuer, client
    production.OIDC_CLIENT_SECRET = secret
    assert [error.id for error in checks.a_real_identity_provider()] == found
