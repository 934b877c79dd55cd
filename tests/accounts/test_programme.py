"""Oki enters when a kabupaten joins and leaves the programme; nothing is ordered outside."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from marketplace.accounts import programme
from marketplace.accounts.models import ProgrammeMove, ProgrammeStep, RegionLevel
from marketplace.accounts.programme import NewStep, OutsideProgramme, enter_step, require_part
from marketplace.core import clock
from marketplace.core.errors import Conflict, DomainError, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services import approve_order
from tests import factories, stories
from tests.clients import signed_in
from tests.raw_sql import refused

JOINS, LEAVES = ProgrammeMove.JOINS, ProgrammeMove.LEAVES
ACT = {"act_title": "Peraturan Wali Kota", "act_number": "12/2026"}


@pytest.fixture
def oki(db):
    return factories.make_operator("Oki")


def today(region):
    return clock.today(region.time_zone)


def enter(region, move, days, by, *, act=False):
    """A step so many days from today; by an act where it says so."""
    day = today(region)
    cited = {**ACT, "act_date": day} if act else {}
    new = NewStep(region, move, day + timedelta(days=days), **cited)
    return enter_step(new, actor=by, reason="Perjanjian kerja sama")


def both(region, day):
    """Whether a region takes part, as the program and as the database say."""
    steps = list(programme.place_of(region).programme_steps.order_by("effective_on", "pk"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_takes_part(%s, %s)", [region.pk, day])
        in_sql = cursor.fetchone()[0]
    assert programme.takes_part(steps, day) is in_sql
    return in_sql


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ([], {-9: True, 0: True, 9: True}),
        ([(LEAVES, 3)], {0: True, 2: True, 3: False, 9: False}),
        ([(LEAVES, 3), (JOINS, 5)], {2: True, 4: False, 5: True}),
        ([(LEAVES, 3), (JOINS, 3)], {2: True, 3: True, 4: True}),  # put right
        ([(JOINS, 3, True)], {0: False, 2: False, 3: True}),
        ([(JOINS, -400, True), (LEAVES, 1)], {-500: False, -1: True, 0: True, 1: False}),
    ],
)
def test_a_region_takes_part_from_day_to_day(oki, entered, expected):
    region = factories.make_region()
    for move, days, *act in entered:
        enter(region, move, days, oki, act=bool(act))
    day = today(region)
    found = {days: both(region, day + timedelta(days=days)) for days in expected}
    assert found == expected
    quarter = factories.make_region("Kelapa Lima", RegionLevel.DISTRICT, parent=region)
    assert {days: both(quarter, day + timedelta(days=days)) for days in expected} == expected


@pytest.mark.parametrize(
    ("first", "then", "refusal"),
    [
        (None, (LEAVES, 0, False), RuleViolation),  # today, by nobody's act
        (None, (LEAVES, -1, False), RuleViolation),
        (None, (JOINS, 5, False), RuleViolation),  # would shut out today
        ((LEAVES, 3, False), (LEAVES, 4, False), Conflict),
        ((LEAVES, 3, False), (JOINS, 2, False), Conflict),
    ],
)
def test_what_holds_for_today_needs_an_act(oki, first, then, refusal):
    region = factories.make_region()
    if first:
        enter(region, *first[:2], oki, act=first[2])
    before = ProgrammeStep.objects.count()
    with pytest.raises(refusal):
        enter(region, *then[:2], oki, act=then[2])
    assert ProgrammeStep.objects.count() == before
    if refusal is RuleViolation:
        enter(region, *then[:2], oki, act=True)
        assert AuditEvent.objects.filter(action=f"programme.{then[0]}").exists()


def test_only_an_operator_enters_and_only_for_whole_places(kept_world):
    oki = factories.make_operator("Oki")
    region = kept_world.agency.region
    for person in (kept_world.ani, kept_world.hadi, kept_world.kartika, kept_world.citra):
        with pytest.raises(NotAllowed):
            enter(region, LEAVES, 1, person)
    quarter = factories.make_region("Kelapa Lima", RegionLevel.DISTRICT, parent=region)
    with pytest.raises(RuleViolation):
        enter(quarter, LEAVES, 1, oki)
    half = NewStep(region, LEAVES, today(region), act_title="Peraturan Wali Kota")
    with pytest.raises(RuleViolation):
        enter_step(half, actor=oki, reason="x")
    with pytest.raises(RuleViolation):
        enter_step(NewStep(region, LEAVES, today(region) + timedelta(1)), actor=oki, reason=" ")
    assert not ProgrammeStep.objects.exists()


def test_nothing_is_ordered_from_the_day_on_which_a_region_left(kept_world):
    oki, agency = factories.make_operator("Oki"), kept_world.agency
    waiting = stories.submitted(kept_world)
    enter(agency.region, LEAVES, 1, oki)
    stories.submitted(kept_world)  # still today
    enter(agency.region, LEAVES, 0, oki, act=True)
    before = PurchaseOrder.objects.count()
    with pytest.raises(OutsideProgramme) as said:
        stories.submitted(kept_world)
    assert agency.region.name in said.value.message
    assert PurchaseOrder.objects.count() == before
    waiting.refresh_from_db()
    with pytest.raises(DomainError):
        approve_order(order_id=waiting.pk, actor=kept_world.budi)
    waiting.refresh_from_db()
    assert waiting.status == "submitted"
    placeable = "SELECT orders_require_placeable(o) FROM orders_purchaseorder o WHERE o.id = %s"
    assert refused(placeable, waiting.pk) == "agency_takes_part"
    enter(agency.region, JOINS, 2, oki)
    with pytest.raises(OutsideProgramme) as later:
        require_part(agency, on=today(agency.region))
    assert later.value.message != said.value.message  # names the day of its return
    require_part(agency, on=today(agency.region) + timedelta(days=2))


def test_the_day_is_the_regions_own(oki):
    region = factories.make_region(time_zone="Asia/Jayapura")
    agency = factories.make_agency()
    agency.region = region
    with clock.moved_to(datetime(2026, 3, 9, 3, tzinfo=UTC)):
        enter(region, LEAVES, 1, oki)
    for moment, takes_part in ((14, True), (16, False)):  # midnight in Jayapura is 15 UTC
        with clock.moved_to(datetime(2026, 3, 9, moment, tzinfo=UTC)):
            if takes_part:
                require_part(agency, on=clock.today(agency.time_zone))
            else:
                with pytest.raises(OutsideProgramme):
                    require_part(agency, on=clock.today(agency.time_zone))


def test_oki_keeps_the_table_in_the_administration(kept_world):
    oki, region = factories.make_operator("Oki"), kept_world.agency.region
    browser, door = signed_in(oki), reverse("admin:accounts_programmestep_add")
    assert door in browser.get(reverse("admin:index")).content.decode()
    typed = {
        "region": region.pk,
        "move": "leaves",
        "effective_on": today(region).isoformat(),
        "reason": "Perjanjian berakhir",
    }
    kept = browser.post(door, typed)
    assert (kept.status_code, "Perjanjian berakhir" in kept.content.decode()) == (200, True)
    assert not ProgrammeStep.objects.exists()
    tomorrow = (today(region) + timedelta(days=1)).isoformat()
    assert browser.post(door, {**typed, "effective_on": tomorrow}).status_code == 302
    row = ProgrammeStep.objects.get()
    assert (row.entered_by, row.move) == (oki, "leaves")
    page = reverse("admin:accounts_programmestep_change", args=[row.pk])
    assert browser.post(page, {**typed, "move": "joins"}).status_code == 403
    assert signed_in(kept_world.ani).get(door).status_code == 302


def test_the_database_keeps_what_was_entered(oki):
    row = enter(factories.make_region(), LEAVES, 1, oki)
    refused("UPDATE accounts_programmestep SET move = 'joins' WHERE id = %s", row.pk)
    refused("DELETE FROM accounts_programmestep WHERE id = %s", row.pk)
    early = """
        INSERT INTO accounts_programmestep (region_id, move, effective_on, act_title, act_number,
            entered_by_id, entered_at)
        SELECT region_id, 'leaves', '2026-01-01', '', '', entered_by_id, entered_at
        FROM accounts_programmestep WHERE id = %s
    """
    assert refused(early, row.pk) == "programme_from_tomorrow_or_by_act"
