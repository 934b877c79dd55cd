"""Fixtures that name the cast; ``world`` rolls back, ``committed_world`` lives in a clone.

Whoever needs the cast at another moment than now makes it: ``factories.make_world()``.
"""

import pytest

from tests import factories


@pytest.fixture
def world(kept_world) -> "factories.World":
    """The cast, built once per worker; what a test does to it is rolled back."""
    return kept_world


@pytest.fixture
def committed_world(committed_db) -> "factories.World":
    """The cast in a database of its own, for threads, workers and browsers."""
    return factories.make_world()


@pytest.fixture
def ani(world):
    """The procurement officer (PP)."""
    return world.ani


@pytest.fixture
def budi(world):
    """The commitment officer (PPK)."""
    return world.budi


@pytest.fixture
def citra(world):
    """The shop owner."""
    return world.citra


@pytest.fixture
def dedi(world):
    """A stranger from another agency."""
    return world.dedi


@pytest.fixture
def bank_settings(settings, bank):
    """Point the product's gateway at the simulator process of this test run."""
    from payments import gateway  # noqa: PLC0415 - needs configured settings

    for name, value in bank.env.items():
        setattr(settings, name, value)
    gateway._shared.cache_clear()
    yield
    gateway.get_gateway().close()
    gateway._shared.cache_clear()
