"""A shop asks for help with a paper; an officer of its region takes it there step by step."""

from datetime import time, timedelta

import pytest

from marketplace.accounts.models import Role
from marketplace.core import audit, clock, deadlines, outbox
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.models import Deadline
from marketplace.notices.models import Notice
from tests import factories
from tests.vendors.support.conftest import hand_in
from vendors.support import policies, services
from vendors.support.case_templates import STEPS, TEMPLATES
from vendors.support.models import (
    AppointmentState,
    Case,
    CaseNote,
    CaseStatus,
    CaseStatusChange,
    Paper,
)


def relay():
    while outbox.relay():
        pass


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_a_case_lies_with_the_nearest_office_with_its_checklist(world, case, tenant):
    assert case.tenant == tenant
    assert [step.key for step in case.steps.all()] == list(TEMPLATES["halal"])
    assert case.status == CaseStatus.OPEN
    assert case.due_at > clock.now()
    relay()
    assert told("case.opened") == {"Joko"}


def test_every_paper_has_its_checklist_and_every_step_its_name():
    assert set(TEMPLATES) == set(Paper)
    assert {key for steps in TEMPLATES.values() for key in steps} == set(STEPS)
    assert all(len(set(steps)) == len(steps) for steps in TEMPLATES.values())


def test_one_open_case_per_paper(world, case, shop):
    with pytest.raises(Conflict):
        services.open_case(vendor_id=shop.pk, topic="halal", actor=world.lina)
    services.withdraw_case(case_id=case.pk, reason="Sudah dapat", actor=world.lina)
    again = services.open_case(vendor_id=shop.pk, topic="halal", actor=world.lina)
    assert again.number != case.number


@pytest.mark.parametrize("person", ["mira", "dedi", "joko", "indra"])
def test_nobody_else_asks_for_the_shop(world, shop, person):
    with pytest.raises(NotAllowed):
        services.open_case(vendor_id=shop.pk, topic="pirt", actor=getattr(world, person))
    assert not Case.objects.exists()


def test_without_a_place_no_office_is_known(world):
    user = factories.make_user("Nona")
    lost = factories.make_vendor(user, region=factories.make_region("Jauh"), approved_by=world.joko)
    with pytest.raises(services.NoOffice):
        services.open_case(vendor_id=lost.pk, topic="nib", actor=user)


def test_the_whole_way_to_the_paper(world, taken):
    assert taken.officer == world.joko
    for step in taken.steps.all():
        services.tick_step(step_id=step.pk, actor=world.joko)
    services.move_case(case_id=taken.pk, to=CaseStatus.WAITING_OFFICE, actor=world.joko)
    with pytest.raises(RuleViolation):
        services.move_case(case_id=taken.pk, to=CaseStatus.DONE, actor=world.joko)
    licence = hand_in(taken.vendor, world.citra)
    done = services.move_case(case_id=taken.pk, to=CaseStatus.DONE, actor=world.joko)
    assert done.licence == licence
    assert done.ended_at is not None
    assert done.due_at is None
    assert not Deadline.objects.filter(kind="case.due", closed_at=None).exists()
    ways = list(CaseStatusChange.objects.values_list("from_status", "to_status"))
    assert ways == [("open", "working"), ("working", "waiting_office"), ("waiting_office", "done")]
    relay()
    assert told("case.moved") == {"Citra", "Lina"}
    assert "case.step_done" in {line.action for line in audit.trail(done)}


def test_a_number_of_the_business_is_no_licence(world, shop):
    case = services.open_case(vendor_id=shop.pk, topic="nib", actor=world.citra)
    services.move_case(case_id=case.pk, to=CaseStatus.WORKING, actor=world.joko)
    done = services.move_case(case_id=case.pk, to=CaseStatus.DONE, actor=world.joko)
    assert done.licence is None


def test_a_step_is_ticked_once_and_only_in_work(world, case):
    step = case.steps.first()
    with pytest.raises(InvalidTransition):
        services.tick_step(step_id=step.pk, actor=world.joko)
    services.move_case(case_id=case.pk, to=CaseStatus.WORKING, actor=world.joko)
    services.tick_step(step_id=step.pk, actor=world.joko)
    with pytest.raises(Conflict):
        services.tick_step(step_id=step.pk, actor=world.joko)
    with pytest.raises(NotAllowed):
        services.tick_step(step_id=case.steps.last().pk, actor=world.citra)


@pytest.mark.parametrize("to", [CaseStatus.WAITING_SHOP, CaseStatus.CLOSED])
def test_the_shop_is_told_what_to_do_and_why_it_ends(world, taken, to):
    with pytest.raises(services.InvalidWords):
        services.move_case(case_id=taken.pk, to=to, actor=world.joko)
    services.move_case(case_id=taken.pk, to=to, reason="Kirim foto dapur", actor=world.joko)
    relay()
    notice = Notice.objects.filter(kind="case.moved", recipient=world.citra).last()
    assert notice.params["reason"] == "Kirim foto dapur"


def test_words_of_the_shop_set_a_waiting_case_going(world, taken):
    services.move_case(
        case_id=taken.pk, to=CaseStatus.WAITING_SHOP, reason="Kirim foto", actor=world.joko
    )
    photo = factories.make_photo()
    note = services.write_note(case_id=taken.pk, text="Ini", upload=photo, actor=world.lina)
    taken.refresh_from_db()
    assert taken.status == CaseStatus.WORKING
    assert note.file is not None
    relay()
    assert told("case.noted") == {"Joko"}


def test_an_internal_note_is_the_offices_alone(world, taken):
    note = services.write_note(
        case_id=taken.pk,
        text="Dapur belum layak",
        is_internal=True,
        upload=factories.make_photo(),
        actor=world.joko,
    )
    relay()
    assert told("case.noted") == set()
    assert policies.can_read_file(world.joko, note.file)
    assert policies.can_read_file(world.indra, note.file)
    assert not policies.can_read_file(world.citra, note.file)
    mine = services.write_note(
        case_id=taken.pk, text="Diam-diam", is_internal=True, actor=world.citra
    )
    assert not CaseNote.objects.get(pk=mine.pk).is_internal


def test_a_meeting_is_kept_missed_or_moved(world, taken):
    day = (clock.now() + timedelta(days=3)).date()
    first = services.make_appointment(
        case_id=taken.pk, place="Kantor dinas", day=day, hour=time(9), actor=world.joko
    )
    with pytest.raises(RuleViolation):
        services.close_appointment(appointment_id=first.pk, kept=True, actor=world.joko)
    second = services.make_appointment(
        case_id=taken.pk,
        place="Kantor dinas",
        day=day + timedelta(days=1),
        hour=time(9),
        actor=world.joko,
        instead_of=first.pk,
    )
    first.refresh_from_db()
    assert first.state == AppointmentState.MOVED
    with pytest.raises(Conflict):
        services.make_appointment(
            case_id=taken.pk,
            place="Lain",
            day=day + timedelta(days=2),
            hour=time(9),
            actor=world.joko,
            instead_of=first.pk,
        )
    with clock.moved_to(second.starts_at + timedelta(hours=1)):
        services.close_appointment(appointment_id=second.pk, kept=False, actor=world.joko)
        with pytest.raises(Conflict):
            services.close_appointment(appointment_id=second.pk, kept=True, actor=world.joko)
        with pytest.raises(RuleViolation):
            services.make_appointment(
                case_id=taken.pk, place="x", day=day, hour=time(9), actor=world.joko
            )
    second.refresh_from_db()
    assert second.state == AppointmentState.MISSED
    relay()
    assert told("case.appointment_made") == {"Citra", "Lina"}


def test_who_lets_a_case_lie_is_reminded(world, case):
    with clock.moved_to(case.due_at + timedelta(minutes=1)):
        assert deadlines.fire_due() == 1
        relay()
        assert told("case.late") == {"Joko"}
        services.move_case(case_id=case.pk, to=CaseStatus.WORKING, actor=world.joko)
        waiting = services.move_case(
            case_id=case.pk, to=CaseStatus.WAITING_SHOP, reason="Foto dapur", actor=world.joko
        )
    with clock.moved_to(waiting.due_at + timedelta(minutes=1)):
        deadlines.fire_due()
        relay()
        assert told("case.late_shop") == {"Citra", "Lina"}
        assert told("case.late") == {"Joko"}


def test_an_officer_of_another_region_neither_sees_nor_works(world, case):
    sari = factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, factories.make_tenant())
    assert not policies.can_view_case(sari, case)
    assert case not in policies.cases_visible_to(sari)
    with pytest.raises(NotAllowed):
        services.move_case(case_id=case.pk, to=CaseStatus.WORKING, actor=sari)
    with pytest.raises(NotAllowed):
        services.write_note(case_id=case.pk, text="Hai", actor=sari)


@pytest.mark.parametrize(
    ("person", "sees", "works"),
    [
        ("citra", True, False),
        ("lina", True, False),
        ("mira", False, False),
        ("joko", True, True),
        ("indra", True, False),
        ("ani", False, False),
        ("dedi", False, False),
        ("kartika", False, False),
    ],
)
def test_who_sees_and_works_is_a_table_and_the_queryset_agrees(world, case, person, sees, works):
    user = getattr(world, person)
    assert bool(policies.can_view_case(user, case)) is sees
    assert policies.cases_visible_to(user).filter(pk=case.pk).exists() is sees
    assert bool(policies.can_work_case(user, case)) is works
    if not works:
        with pytest.raises(NotAllowed):
            services.move_case(case_id=case.pk, to=CaseStatus.WORKING, actor=user)
        case.refresh_from_db()
        assert case.status == CaseStatus.OPEN
