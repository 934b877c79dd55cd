"""Lokita at her counter, and Mama Yosefa who has no e-mail."""

from datetime import timedelta

import pytest

from marketplace.core import clock
from tests.sms.process import sms_box
from tests.vendors.counter import staging

__all__ = ["sms_box"]


@pytest.fixture(autouse=True)
def midday():
    """The counters are open: a session is of one day, and no story crosses a midnight."""
    now = clock.now()
    noon = now.replace(hour=4, minute=0)  # in UTC: midday in the middle of the country
    with clock.moved_to(noon if noon > now else noon + timedelta(days=1)):
        yield


@pytest.fixture
def tenant(world):
    """The market of the cast."""
    return world.agency.tenant


@pytest.fixture
def lokita(world, tenant):
    """The officer at the counter."""
    return staging.make_officer(tenant)


@pytest.fixture
def lukas(world, tenant):
    """Another officer of the same market."""
    return staging.make_officer(tenant, "Lukas")


@pytest.fixture
def desk(tenant):
    """Lokita's counter."""
    return staging.make_desk(tenant)


@pytest.fixture
def session(desk, lokita):
    """Mama Yosefa has agreed."""
    return staging.opened(desk, lokita)


@pytest.fixture
def vendor(session, lokita, district):
    """Everything is typed."""
    return staging.typed(session, lokita, district)


@pytest.fixture
def tomorrow():
    """A context in which it is the next day."""
    return lambda days=1: clock.moved_to(clock.now() + timedelta(days=days))
