"""`manage.py trust doors`, smaller: somebody of the permission table, two saboteurs."""

import pytest

from tests.architecture.permissions import PEOPLE, PERMISSIONS
from tests.chance import some
from tests.trust.doors import table
from tests.trust.doors.crawl import NEAR
from tests.trust.doors.experiment import SABOTEURS, glance, look
from tests.trust.doors.market import furnish

SOME = ("citra", "joko", "nona")


@pytest.fixture
def market(db):
    """A market in which something waits in every room."""
    return furnish()


def test_every_room_has_a_door_and_a_way_onward(market):
    found = look(market, some(SOME, 1), scripts=(False,))
    assert found.faults == []
    assert 1 <= max(found.clicks) <= NEAR
    assert len(found.clicks) >= 20


def test_a_saboteur_is_noticed_and_leaves_nothing_behind(market):
    for name in some(sorted(SABOTEURS), 2):
        with SABOTEURS[name]():
            assert glance(market), name
    assert glance(market) == []


def test_what_needs_no_door_is_in_the_table():
    assert set(table.ELSEWHERE) <= set(PERMISSIONS)


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_everybody_has_rooms_and_is_refused_somewhere(person):
    assert len(table.rooms_of(person)) >= 12
    closed = [row for row in PERMISSIONS.values() if person not in row.allowed]
    assert any(row.answers(person) <= table.REFUSALS for row in closed)
