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
