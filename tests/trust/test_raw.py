"""The attacks of `manage.py trust raw` as tests: nothing gets in, and each saboteur is found."""

import pytest

from tests.bench import database
from tests.trust.raw import catalogue, experiment
from tests.trust.raw.free import FREE


@pytest.fixture(scope="module")
def market(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), experiment.market():
        yield


def test_no_money_and_no_evidence_can_be_rewritten(market):
    outcome = experiment.attacked()
    assert outcome.holes == []
    assert (outcome.not_attacked, outcome.needless) == ([], [])
    assert outcome.tried > 2_000


def test_each_exception_says_why():
    assert len(FREE) <= 34
    assert all(len(free.why) > 20 for free in FREE.values())


def test_every_table_is_listed_with_its_rights(market):
    lines = catalogue.listing(experiment.columns())
    rights = dict(line.split(maxsplit=1) for line in lines)
    assert rights["payments_ledgerentry"] == "SELECT INSERT"
    assert rights["documents_issueddocument"] == "SELECT INSERT UPDATE(file_id)"
    assert rights["core_transition"] == "SELECT"
    assert not any("TRUNCATE" in granted for granted in rights.values())


@pytest.mark.parametrize("name", experiment.SABOTEURS)
def test_a_guard_taken_away_is_noticed(market, name):
    app = experiment.role_of(experiment.settings.DATABASE_URL)
    with database.clone("sabotage"):
        database.run_as_owner(*(words.format(app=app) for words in experiment.SABOTEURS[name]))
        assert experiment.attacked().holes
