"""Who may do what at a counter, in which state: allowed and denied, and nothing happened then."""

from contextlib import suppress

import pytest
from django.db import transaction

from marketplace.accounts.models import Membership, Role, User
from marketplace.core import files
from marketplace.core.errors import InvalidTransition, NotAllowed
from tests import factories
from tests.vendors.counter import staging
from vendors import policies as rights
from vendors import queries as shops
from vendors import services as vendors
from vendors.counter import policies, services
from vendors.counter.models import CounterSession, Desk, SessionStatus
from vendors.models import FieldEntry, Vendor, VendorRole
from vendors.policies import HelpAct

OPEN, CONFIRMED, SUBMITTED = (
    SessionStatus.OPEN,
    SessionStatus.CONFIRMED,
    SessionStatus.SUBMITTED,
)
CLOSED = SessionStatus.CLOSED
ACTS = {
    "print": lambda s, u: services.print_sheet(session_id=s.pk, actor=u),
    "code": lambda s, u: services.send_code(session_id=s.pk, actor=u),
    "reopen": lambda s, u: services.reopen(session_id=s.pk, actor=u),
    "submit": lambda s, u: services.submit(session_id=s.pk, actor=u),
    "close": lambda s, u: services.close_session(session_id=s.pk, actor=u),
    "give_up": lambda s, u: services.close_session(session_id=s.pk, actor=u, given_up=True),
    "type": lambda s, u: vendors.save_tax(vendor_id=s.vendor_id, is_pkp=True, actor=u),
    "photograph": lambda s, u: vendors.attach_document(
        vendor_id=s.vendor_id, kind="nib", upload=factories.make_photo(), actor=u
    ),
}
# What the officer of the session may do in each state; everything else is refused.
MAY = {
    OPEN: {"print", "code", "close", "give_up", "type", "photograph"},
    CONFIRMED: {"reopen", "submit", "close"},
    SUBMITTED: set(),
    CLOSED: set(),
}
OTHERS = ("lukas", "far", "joko", "indra", "citra")


@pytest.fixture
def far(db):
    """A counter officer of another market."""
    return staging.make_officer(factories.make_tenant(), "Farida")


def bring_to(state, session, lokita, sms_box):
    if state in {CONFIRMED, SUBMITTED}:
        staging.confirmed_by_code(session, lokita, sms_box)
    if state == SUBMITTED:
        services.submit(session_id=session.pk, actor=lokita)
    if state == CLOSED:
        services.close_session(session_id=session.pk, actor=lokita)
    return CounterSession.objects.get(pk=session.pk)


def facts(session):
    """What an act could have changed."""
    vendor = Vendor.objects.get(pk=session.vendor_id)
    return (
        CounterSession.objects.filter(pk=session.pk).values().get(),
        vendor.status,
        vendor.documents.count(),
        FieldEntry.objects.count(),
        shops.owner_of(vendor),
        session.codes.count(),
    )


class Undone(Exception):
    """What was tried is taken back, so that the next act meets the same state."""


@pytest.mark.parametrize("state", MAY)
def test_what_the_officer_may_in_each_state(state, session, vendor, lokita, sms_box):
    session.refresh_from_db()
    session = bring_to(state, session, lokita, sms_box)
    before = facts(session)
    for act in sorted(ACTS.keys() - MAY[state]):
        with pytest.raises((NotAllowed, InvalidTransition)):
            ACTS[act](session, lokita)
        assert facts(session) == before, act
    for act in sorted(MAY[state] - {"code"}):
        with suppress(Undone), transaction.atomic():
            ACTS[act](session, lokita)
            assert facts(session) != before, act
            raise Undone
        assert facts(session) == before, act
    if "code" in MAY[state]:
        ACTS["code"](session, lokita)
        assert len(sms_box.to(staging.PHONE)) == 1


@pytest.mark.parametrize("name", OTHERS)
def test_what_nobody_else_may_in_an_open_session(name, session, vendor, world, lukas, far, sms_box):
    session.refresh_from_db()
    person = {"lukas": lukas, "far": far}.get(name) or getattr(world, name)
    before = facts(session)
    ending = {"close", "give_up"} if name == "lukas" else set()
    for act in sorted(ACTS.keys() - ending):
        with pytest.raises((NotAllowed, InvalidTransition)):
            ACTS[act](session, person)
        assert facts(session) == before, act
    assert sms_box.all() == []
    if ending:  # a colleague ends what somebody left behind
        ACTS["close"](session, person)


@pytest.mark.parametrize("name", ["lukas", "far", "joko", "citra"])
def test_nobody_else_agrees_or_confirms(name, session, vendor, world, lukas, far, lokita, sms_box):
    person = {"lukas": lukas, "far": far}.get(name) or getattr(world, name)
    services.send_code(session_id=session.pk, actor=lokita)
    code = staging.code_in(sms_box)
    services.print_sheet(session_id=session.pk, actor=lokita)
    with pytest.raises(NotAllowed):
        services.confirm_by_code(session_id=session.pk, code=code, actor=person)
    with pytest.raises(NotAllowed):
        services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=person)
    with pytest.raises(NotAllowed):
        staging.agreed(session, person)
    assert shops.owner_of(vendor) is None


def test_the_officer_touches_neither_people_nor_changes_nor_other_shops(
    session, vendor, lokita, world, sms_box
):
    staging.confirmed_by_code(session, lokita, sms_box)
    with pytest.raises(NotAllowed):
        vendors.add_member(
            vendor_id=vendor.pk, user=world.lina, role=VendorRole.STAFF, actor=lokita
        )
    with pytest.raises(NotAllowed):
        vendors.ask_change(vendor_id=world.vendor.pk, kind="phone", asked="0811", actor=lokita)
    for act in rights.VendorAct:
        assert not rights.acts_for(lokita, vendor, to=act)
    assert vendor.memberships.count() == 1


def test_whoever_lost_the_role_loses_the_session_at_once(session, vendor, lokita):
    lokita.memberships.update(active=False)
    fresh = User.objects.get(pk=lokita.pk)
    with pytest.raises(NotAllowed):
        vendors.save_tax(vendor_id=vendor.pk, is_pkp=True, actor=fresh)
    assert policies.session_of(fresh, vendor, HelpAct.TYPE) is None


def test_a_session_of_yesterday_opens_nothing_however_late_the_clock_runs(
    session, vendor, lokita, tomorrow
):
    with tomorrow(), pytest.raises(NotAllowed):
        vendors.save_tax(vendor_id=vendor.pk, is_pkp=True, actor=lokita)
    assert not Vendor.objects.get(pk=vendor.pk).is_pkp


def test_somebody_elses_application_cannot_be_called_to_the_counter(world, desk, lokita, lili):
    own = vendors.start_application(name="Milik Lili", actor=lili)
    for vendor in (own, world.vendor):
        with pytest.raises(NotAllowed):
            services.open_session(
                desk_id=desk.pk, queue_number="X1", actor=lokita, resume=vendor.public_id
            )
    assert not CounterSession.objects.exists()


def test_a_desk_of_another_market_or_out_of_use_is_not_sat_at(world, desk, lokita, far):
    with pytest.raises(NotAllowed):
        services.open_session(desk_id=desk.pk, queue_number="X1", actor=far)
    Desk.objects.filter(pk=desk.pk).update(active=False)
    with pytest.raises(NotAllowed):
        services.open_session(desk_id=desk.pk, queue_number="X1", actor=lokita)
    assert not CounterSession.objects.exists()


def test_an_officer_reads_the_papers_while_the_session_runs_and_not_after(
    session, vendor, lokita, lukas, far, sms_box
):
    paper = vendor.documents.first().file
    assert files.can_read(lokita, paper)
    assert not files.can_read(lukas, paper)
    assert not files.can_read(far, paper)
    staging.confirmed_by_code(session, lokita, sms_box)
    services.submit(session_id=session.pk, actor=lokita)
    assert not files.can_read(lokita, paper)


def test_who_reads_the_signed_sheet(session, vendor, lokita, lukas, far, world):
    services.print_sheet(session_id=session.pk, actor=lokita)
    services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)
    services.submit(session_id=session.pk, actor=lokita)
    paper = CounterSession.objects.get(pk=session.pk).confirmation.paper
    readers = {
        person.name
        for person in (lokita, lukas, far, world.joko, world.indra, world.citra, world.ani)
        if files.can_read(person, paper)
    }
    assert readers == {"Lokita", "Joko", "Indra"}
    assert files.can_read(shops.owner_of(vendor), paper)


def test_an_officer_who_is_also_the_verifier_types_and_does_not_judge(
    session, vendor, lokita, tenant
):
    Membership.objects.create(user=lokita, role=Role.VENDOR_VERIFIER, tenant=tenant)
    both = User.objects.get(pk=lokita.pk)
    vendors.save_tax(vendor_id=vendor.pk, is_pkp=False, actor=both)
    assert not rights.can_review(both, vendor)


def test_a_person_of_the_shop_does_not_serve_it(session, lokita, lukas, desk, world, joko):
    vendor = staging.begun(session, lokita)
    services.close_session(session_id=session.pk, actor=lokita)
    factories.join(vendor, lukas, VendorRole.STAFF)
    with pytest.raises(NotAllowed):
        services.open_session(
            desk_id=desk.pk, queue_number="C001", actor=lukas, resume=vendor.public_id
        )
    assert CounterSession.objects.count() == 1
