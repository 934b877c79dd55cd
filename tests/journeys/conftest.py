"""Fixtures of the journeys: a market with its cast in a real province."""

import pytest

from tests.browser import browser, site, visit
from tests.journeys import steps
from tests.payments.bank_process import bank, bank_process

__all__ = ["bank", "bank_process", "browser", "site", "visit"]


@pytest.fixture
def market(committed_db):
    """The cast, in a database that the running site shares."""
    return steps.make_market()
