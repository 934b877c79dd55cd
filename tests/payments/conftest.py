"""Fixtures of the payments suite."""

import pytest

from tests import stories
from tests.factories import make_user
from tests.payments.bank_process import bank, bank_process, own_bank

__all__ = ["bank", "bank_process", "own_bank"]


@pytest.fixture
def claim(world):
    """A claim that can be paid."""
    return stories.claimed(world)


@pytest.fixture
def operator(db):
    """Who runs the platform."""
    return make_user("Operator", is_staff=True)
