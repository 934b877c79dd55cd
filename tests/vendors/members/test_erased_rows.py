"""Erasing one person takes their rows out of a sheet, and leaves those of the other members."""

import pytest

from marketplace.core import clock
from marketplace.core.errors import Conflict
from marketplace.core.guards import use_case
from marketplace.privacy import people
from marketplace.privacy import services as privacy
from marketplace.privacy.models import RequestKind
from tests import cooperatives, factories
from tests.cooperatives import member_sheet, row_of
from tests.privacy import searching
from vendors.members import queries, services

NIK, OTHER = "5371014507900001", "5371014507900002"


@pytest.fixture
def sheet(committed_world):
    """Three members to be, one of them without a NIK."""
    world = committed_world
    cooperatives.make_cooperative(world)
    rows = [
        row_of(world, nik=NIK, name="Elias Benu"),
        row_of(world, number="A-102", nik=OTHER, name="Maria Lawa"),
        row_of(world, number="A-103", name="Yosef Tani"),
    ]
    return services.send_sheet(
        vendor_id=world.vendor.pk, upload=member_sheet(*rows), actor=world.citra
    )


def erase(nik: str) -> dict[str, int]:
    first, second = factories.make_operator("Olga"), factories.make_operator("Petra")
    request = privacy.ask(
        RequestKind.ERASE, people.known(nik=nik), actor=first, reason="Diminta", proof="KTP"
    )
    return privacy.carry_out(request_id=request.pk, actor=second)


def test_the_rows_of_the_others_stay_and_can_be_taken_in(sheet, committed_world):
    erase(NIK)
    sheet.refresh_from_db()
    assert [row["values"]["name"] for row in queries.rows_of(sheet)] == ["Maria Lawa", "Yosef Tani"]
    assert sheet.counts == {"new": 2, "changed": 0, "same": 0, "wrong": 0}
    assert searching.found({NIK, "Elias Benu"}) == {}
    assert services.take_sheet_in(sheet_id=sheet.pk, actor=committed_world.citra) == 2


def test_a_row_is_theirs_by_the_number_of_a_member_who_left(sheet, committed_world):
    world = committed_world
    member = cooperatives.add_member(world, "A-103", nik="5371014507900003")
    services.end_member(
        member_id=member.pk, until=clock.today(world.vendor.time_zone), actor=world.citra
    )
    erase("5371014507900003")
    sheet.refresh_from_db()
    assert [row["values"]["number"] for row in queries.rows_of(sheet)] == ["A-101", "A-102"]


def test_without_an_erasure_nobody_writes_into_a_sheet(sheet):
    with pytest.raises(Conflict):
        use_case(services.keep_rows)(sheet, queries.rows_of(sheet)[:1])
