"""A role begins and ends by itself, at its office's midnight, and only some may give it."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.accounts import duties
from marketplace.accounts.appointing import DutiesApart
from marketplace.accounts.models import AGENCY_ROLES, AppointmentLetter, Membership, Role
from marketplace.accounts.queries import officers_of
from marketplace.appointments import services
from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from marketplace.notices.models import Notice
from tests import factories
from tests.appointments import office

ZONES = {"Asia/Jakarta": 17, "Asia/Makassar": 16, "Asia/Jayapura": 15}


@pytest.fixture
def world(kept_world):
    return kept_world


@pytest.fixture
def ratna(world):
    return office.hire_ratna(world)


def holds(person, role, agency):
    """What every question about a role answers."""
    there = officers_of(agency.pk, role).filter(pk=person.pk).exists()
    asked = office.fresh(person).has_role(role, agency.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = %s"
            " AND m.role = %s AND accounts_in_force(m, %s))",
            [person.pk, role, clock.now()],
        )
        assert (there, cursor.fetchone()[0]) == (asked, asked)
    return asked


@pytest.mark.parametrize(("zone", "hour"), ZONES.items())
def test_a_role_begins_and_ends_at_its_offices_midnight(db, zone, hour):
    region = factories.make_region("Kota", time_zone=zone)
    agency = factories.make_agency(factories.make_tenant(region=region))
    agency.region.time_zone = zone
    agency.region.save()
    lina = factories.make_user("Lina")
    with clock.moved_to(datetime(2026, 3, 9, 3, tzinfo=UTC)):
        day = clock.today(zone)
        days = {"valid_from": day + timedelta(days=1), "valid_until": day + timedelta(days=2)}
        factories.give_role(lina, Role.TREASURER, agency, **days)
        assert not holds(lina, Role.TREASURER, agency)
    midnight = datetime(2026, 3, 9, hour, tzinfo=UTC)
    for moment, expected in (
        (midnight - timedelta(seconds=5), False),
        (midnight + timedelta(seconds=5), True),
        (midnight + timedelta(days=2, seconds=-5), True),
        (midnight + timedelta(days=2, seconds=5), False),
    ):
        with clock.moved_to(moment):
            assert holds(lina, Role.TREASURER, agency) is expected, moment


def test_ratna_appoints_and_everybody_concerned_is_told(world, ratna):
    given = office.appoint(world, ratna, world.lina, Role.TREASURER, last=60)
    assert holds(world.lina, Role.TREASURER, world.agency)
    line = AuditEvent.objects.get(action="role.given", subject_id=given.pk)
    assert (line.actor, line.data["letter"]) == (ratna, "800/21/SK/2026")
    office.clocks_strike()
    told = {row.recipient for row in Notice.objects.filter(kind="role.given", channel="inbox")}
    assert told == {world.lina, world.hadi}
    with clock.moved_to(given.ends_at - timedelta(days=10)):
        office.clocks_strike()
        assert Notice.objects.filter(kind="role.ending", recipient=world.lina).exists()
        assert not Notice.objects.filter(kind="role.over").exists()
    with clock.moved_to(given.ends_at + timedelta(minutes=1)):
        assert not holds(world.lina, Role.TREASURER, world.agency)
        office.clocks_strike()
        assert Notice.objects.filter(kind="role.over", recipient=world.lina).exists()


@pytest.mark.parametrize(
    ("who", "whom", "role"),
    [
        ("hadi", "lina", Role.TREASURER),  # answers for the budget, keeps no roles
        ("ani", "lina", Role.PROCUREMENT_OFFICER),
        ("dedi", "lina", Role.PROCUREMENT_OFFICER),
        ("citra", "citra", Role.PROCUREMENT_OFFICER),
        ("operator", "lina", Role.TREASURER),  # two of them, in the administration
        ("ratna", "ratna", Role.BUDGET_AUTHORITY),  # herself
        ("ratna", "lina", Role.AGENCY_ADMIN),
        ("ratna", "lina", Role.VENDOR_VERIFIER),  # of the market
    ],
)
def test_nobody_else_appoints_and_not_to_everything(world, ratna, who, whom, role):
    cast = {**vars(world), "ratna": ratna, "operator": factories.make_operator()}
    before = Membership.objects.count()
    with pytest.raises(NotAllowed):
        office.appoint(world, cast[who], cast[whom], role)
    assert Membership.objects.count() == before
    assert not AppointmentLetter.objects.filter(number="800/21/SK/2026").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"number": " "},
        {"signed_by": ""},
        {"first": 3, "last": 1},
        {"first": -1, "dated_on": True},  # of before the letter
    ],
)
def test_a_letter_that_says_nothing_appoints_nobody(world, ratna, change):
    if change.pop("dated_on", None):
        change["dated_on"] = office.today(world)
    with pytest.raises(RuleViolation):
        office.appoint(world, ratna, world.lina, Role.TREASURER, **change)
    assert not world.lina.memberships.exists()


def test_one_role_is_held_once_at_a_time_and_goes_on_by_another_letter(world, ratna):
    office.appoint(world, ratna, world.lina, Role.TREASURER, last=30)
    with pytest.raises(Conflict):
        office.appoint(world, ratna, world.lina, Role.TREASURER, first=30)
    office.appoint(world, ratna, world.lina, Role.TREASURER, first=31)
    assert world.lina.memberships.count() == 2


PAIRS = list(combinations(sorted({*AGENCY_ROLES, Role.INTERNAL_AUDITOR}), 2))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_excludes_each_other_never_meets_in_one_person(world, one, other):
    apart = frozenset({one, other}) in duties.APART
    assert bool(duties.excluding(one, [other])) is apart

    def give(role):
        if role == Role.INTERNAL_AUDITOR:
            Membership.objects.create(user=world.lina, role=role, tenant=world.agency.tenant)
        else:
            factories.give_role(world.lina, role, world.agency)

    give(one)
    if not apart:
        give(other)
        return
    with pytest.raises(DatabaseError), transaction.atomic():
        give(other)
    assert [row.role for row in world.lina.memberships.all()] == [one]


def test_ratna_is_told_which_duty_stands_against_it(world, ratna):
    with pytest.raises(DutiesApart) as refused:
        office.appoint(world, ratna, world.budi, Role.TREASURER)
    assert refused.value.details["field"] == "person"
    elsewhere = factories.make_agency(world.agency.tenant)
    factories.give_role(world.budi, Role.TREASURER, elsewhere)
    with pytest.raises(DutiesApart):  # two duties of one agency that begin later meet as well
        office.appoint(world, ratna, world.gita, Role.PROCUREMENT_OFFICER, first=20)


def test_a_role_ends_once_with_a_reason_and_the_person_is_told(world, ratna):
    held = office.role_of(world.eka, Role.ACTIVITY_OFFICER)
    with pytest.raises(RuleViolation):
        services.end_role(membership_id=held.pk, reason=" ", actor=ratna)
    assert holds(world.eka, Role.ACTIVITY_OFFICER, world.agency)
    services.end_role(membership_id=held.pk, reason="Pindah tugas", actor=ratna)
    assert not holds(world.eka, Role.ACTIVITY_OFFICER, world.agency)
    with pytest.raises(Conflict):
        services.end_role(membership_id=held.pk, reason="Lagi", actor=ratna)
    office.clocks_strike()
    notice = Notice.objects.get(kind="role.ended", recipient=world.eka, channel="inbox")
    assert notice.params["reason"] == "Pindah tugas"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_membership SET active = true WHERE id = {ended}",
        "UPDATE accounts_membership SET ends_at = now() WHERE id = {held}",
        "UPDATE accounts_membership SET role = 'treasurer' WHERE id = {held}",
        "UPDATE accounts_membership SET away_from = now(), away_until = now() WHERE id = {held}",
        "DELETE FROM accounts_membership WHERE id = {held}",
        "UPDATE accounts_appointmentletter SET number = 'X'",
        "INSERT INTO accounts_membership (user_id, role, tenant_id, agency_id, active, end_reason)"
        " SELECT user_id, 'card_holder', tenant_id, agency_id, true, '' FROM accounts_membership"
        " WHERE id = {held}",
    ],
)
def test_the_database_holds_a_role_as_it_was_given(world, ratna, sql):
    held = office.role_of(world.eka, Role.ACTIVITY_OFFICER)
    ended = office.role_of(world.gita, Role.TREASURER)
    services.end_role(membership_id=ended.pk, reason="Pindah tugas", actor=ratna)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(held=held.pk, ended=ended.pk))


def test_who_reads_roles_needs_one_query(world, ratna, django_assert_num_queries):
    office.stand_in(world, world.budi, Role.COMMITMENT_OFFICER, office.hire_putri(world), by=ratna)
    with django_assert_num_queries(1):
        person = world.budi
        vars(person).pop("active_memberships", None)
        assert person.active_memberships == []
