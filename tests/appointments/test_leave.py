"""While an officer is away another acts in their place: in the role, in orders, on record."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from marketplace.accounts.models import Membership, Role
from marketplace.appointments import services
from marketplace.appointments.services import UnfitDays
from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from marketplace.documents import services as documents
from marketplace.notices.models import Notice
from marketplace.orders import policies, successors
from marketplace.orders.models import Appointment, Duty
from marketplace.orders.services import approve_order
from tests import factories, stories
from tests.appointments import office

PPK = Role.COMMITMENT_OFFICER


@pytest.fixture
def world(kept_world):
    return kept_world


@pytest.fixture
def putri(world):
    return office.hire_putri(world)


def has(person, role, world):
    return office.fresh(person).has_role(role, world.agency.pk)


def test_putri_approves_in_budis_place_and_he_goes_on_when_he_is_back(world, putri):
    order, later = stories.submitted(world), stories.submitted(world, 1)
    leave = office.stand_in(world, world.budi, PPK, putri, by=world.budi, last=1)
    office.clocks_strike()
    assert (has(putri, PPK, world), has(world.budi, PPK, world)) == (True, False)
    order.refresh_from_db()
    assert (order.commitment_officer, order.created_by) == (putri, world.ani)
    assert not policies.can_review(office.fresh(world.budi), order)
    acting = office.fresh(putri)
    approve_order(order_id=order.pk, actor=acting)
    line = AuditEvent.objects.get(action="order.approved", subject_id=order.pk)
    told = [{"role": PPK, "agency": world.agency.pk, "person": world.budi.pk}]
    assert (line.actor, line.data["on_behalf_of"]) == (putri, told)
    signer = documents.of(order).get().data["signer"]
    assert (signer["name"], signer["position"]) == (
        "Putri",
        "Pejabat Pembuat Komitmen, menggantikan Budi",
    )
    row = Appointment.objects.get(order=order)
    assert (row.predecessor, row.person, row.stand_in) == (world.budi, putri, leave)
    assert "Budi" in row.reason
    with clock.moved_to(leave.ends_at + timedelta(minutes=1)):
        office.clocks_strike()
        assert (has(putri, PPK, world), has(world.budi, PPK, world)) == (False, True)
        for one in (order, later):
            one.refresh_from_db()
            assert one.commitment_officer == world.budi
        assert order.approved_by == putri
        assert policies.can_review(office.fresh(world.budi), later)
    assert Notice.objects.filter(kind="stand_in.over", recipient=world.budi).exists()


def test_leave_begins_on_its_day_and_not_before(world, putri):
    order = stories.submitted(world)
    leave = office.stand_in(world, world.budi, PPK, putri, by=world.budi, first=2, last=4)
    office.clocks_strike()
    order.refresh_from_db()
    assert (order.commitment_officer, has(putri, PPK, world)) == (world.budi, False)
    assert has(world.budi, PPK, world)
    with clock.moved_to(leave.begins_at + timedelta(minutes=1)):
        office.clocks_strike()
        order.refresh_from_db()
        assert (order.commitment_officer, has(putri, PPK, world)) == (putri, True)


def test_who_has_the_other_side_of_an_order_does_not_take_it_over(world):
    order = stories.submitted(world)
    office.stand_in(world, world.budi, PPK, world.ani, by=world.budi)
    office.clocks_strike()
    order.refresh_from_db()
    assert (order.commitment_officer, has(world.ani, PPK, world)) == (world.budi, True)
    assert not policies.can_review(office.fresh(world.ani), order)
    assert order in successors.lacking(successors.appointable_by(office.fresh(world.hadi)))
    assert successors.absence(order, Duty.COMMITMENT_OFFICER)


def test_budi_comes_back_early(world, putri):
    order = stories.submitted(world)
    leave = office.stand_in(world, world.budi, PPK, putri, by=world.budi)
    office.clocks_strike()
    with pytest.raises(NotAllowed):
        services.end_role(membership_id=leave.pk, reason="Selesai", actor=office.fresh(putri))
    services.end_role(membership_id=leave.pk, reason="Sudah kembali", actor=world.budi)
    assert (has(putri, PPK, world), has(world.budi, PPK, world)) == (False, True)
    office.clocks_strike()
    order.refresh_from_db()
    assert order.commitment_officer == world.budi
    again = office.stand_in(world, world.budi, PPK, putri, by=world.budi, first=3, last=5)
    assert again.stands_in_for.user == world.budi


def test_a_role_that_ends_takes_its_stand_in_along(world, putri):
    ratna = office.hire_ratna(world)
    leave = office.stand_in(world, world.budi, PPK, putri, by=ratna)
    held = office.role_of(world.budi, PPK)
    services.end_role(membership_id=held.pk, reason="Pensiun", actor=ratna)
    leave.refresh_from_db()
    assert (leave.active, leave.end_reason) == (False, "Pensiun")
    assert (has(putri, PPK, world), has(world.budi, PPK, world)) == (False, False)


@pytest.mark.parametrize(
    ("who", "holder", "role", "person", "days", "refusal"),
    [
        ("budi", "budi", PPK, "putri", {"first": -1}, UnfitDays),
        ("budi", "budi", PPK, "putri", {"last": None}, UnfitDays),
        ("budi", "budi", PPK, "putri", {"last": 60}, UnfitDays),  # R-DELEGATION-MOST
        ("budi", "budi", PPK, "budi", {}, RuleViolation),
        ("budi", "budi", PPK, "gita", {}, RuleViolation),  # the treasurer: duties apart
        ("putri", "budi", PPK, "putri", {}, NotAllowed),
        ("hadi", "budi", PPK, "putri", {}, NotAllowed),
        ("dedi", "budi", PPK, "putri", {}, NotAllowed),
        ("fajar", "fajar", Role.CARD_HOLDER, "putri", {}, NotAllowed),  # a card is in its name
    ],
)
def test_what_is_no_stand_in(world, putri, who, holder, role, person, days, refusal):
    cast = {**vars(world), "putri": putri}
    before = Membership.objects.count()
    with pytest.raises(refusal):
        office.stand_in(world, cast[holder], role, cast[person], by=cast[who], **days)
    assert Membership.objects.count() == before
    assert has(cast[holder], role, world)


def test_within_the_holders_own_days_and_one_at_a_time(world, putri):
    heru = factories.make_officer("Heru", Role.TREASURER, world.agency)
    factories.give_role(
        world.lina,
        Role.ACTIVITY_OFFICER,
        world.agency,
        valid_until=office.today(world) + timedelta(days=4),
    )
    with pytest.raises(UnfitDays):
        office.stand_in(world, world.lina, Role.ACTIVITY_OFFICER, heru, by=world.lina, last=5)
    office.stand_in(world, world.lina, Role.ACTIVITY_OFFICER, heru, by=world.lina, last=4)
    with pytest.raises(Conflict):
        office.stand_in(world, world.lina, Role.ACTIVITY_OFFICER, world.gita, by=world.lina, last=1)
    held = office.role_of(world.lina, Role.ACTIVITY_OFFICER)
    other = {"tenant": held.tenant, "agency": held.agency, "letter": factories.make_letter()}
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.create(
            user=putri,
            role=Role.BUDGET_AUTHORITY,
            stands_in_for=held,
            given_at=clock.now(),
            **other,
        )


def test_who_is_appointed_meanwhile_keeps_the_orders(world, putri):
    ratna = office.hire_ratna(world)
    office.appoint(world, ratna, putri, PPK, last=3)
    order = stories.submitted(world, commitment_officer_id=putri.pk)
    leave = office.stand_in(world, world.budi, PPK, putri, by=world.budi, first=4, last=6)
    services.end_role(membership_id=leave.pk, reason="Cuti batal", actor=world.budi)
    office.clocks_strike()
    order.refresh_from_db()
    assert order.commitment_officer == putri
    assert has(world.budi, PPK, world)
