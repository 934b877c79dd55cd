"""The helpdesk: asked, answered in time, solved, opened again, closed."""

from datetime import timedelta

import pytest

from marketplace.accounts.models import Role
from marketplace.core import clock, deadlines, outbox, rulebook
from marketplace.core.errors import InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.models import Deadline
from marketplace.core.rule_codes import RuleCode
from marketplace.notices.models import Notice
from tests import factories
from tests.vendors.support.conftest import question
from vendors.support import policies, services
from vendors.support.models import Ticket, TicketKind, TicketStatus, TicketStatusChange
from vendors.support.services.tickets import TIMES

WRITE = services.write_in_ticket


def relay():
    while outbox.relay():
        pass


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def answer(world, ticket, **more):
    return WRITE(ticket_id=ticket.pk, text="Coba lagi besok.", actor=world.joko, **more)


def test_every_kind_has_its_times(db):
    assert set(TIMES) == set(TicketKind)
    for answered, solved in TIMES.values():
        found = rulebook.rule_values(answered, solved, on=clock.today("Asia/Jakarta"))
        assert found[answered].value <= found[solved].value


def test_the_desk_is_told_and_the_asker_gets_the_answer(world, ticket):
    relay()
    assert told("ticket.opened") == {"Joko"}
    answer(world, ticket)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.officer) == (TicketStatus.ANSWERED, world.joko)
    assert ticket.answered_at <= ticket.answer_due_at
    relay()
    notice = Notice.objects.filter(kind="ticket.answered").first()
    assert (notice.recipient, notice.params["text"]) == (world.citra, "Coba lagi besok.")
    assert not Deadline.objects.filter(kind="ticket.answer", closed_at=None).exists()
    assert Deadline.objects.filter(kind="ticket.solve", closed_at=None).exists()


def test_whose_turn_it_is_follows_who_wrote(world, ticket):
    ways = []
    for actor, asks_back in ((world.joko, True), (world.citra, False), (world.joko, False)):
        WRITE(ticket_id=ticket.pk, text="x", actor=actor, asks_back=asks_back)
        ticket.refresh_from_db()
        ways.append(ticket.status)
    assert ways == ["waiting", "open", "answered"]
    first = ticket.answered_at
    answer(world, ticket)
    ticket.refresh_from_db()
    assert ticket.answered_at == first
    recorded = list(TicketStatusChange.objects.values_list("to_status", flat=True))
    assert recorded == ["waiting", "open", "answered"]


def test_solved_opened_again_and_closed_when_nobody_does(world, ticket):
    answer(world, ticket)
    services.solve_ticket(ticket_id=ticket.pk, actor=world.citra)
    with pytest.raises(InvalidTransition):
        answer(world, ticket)
    services.open_again(ticket_id=ticket.pk, text="Masih", actor=world.citra)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.solved_at) == (TicketStatus.OPEN, None)
    solved = services.solve_ticket(ticket_id=ticket.pk, actor=world.joko)
    over = solved.solved_at + services.reopen_term(solved)
    with clock.moved_to(over + timedelta(minutes=1)):
        with pytest.raises(InvalidTransition):
            services.open_again(ticket_id=ticket.pk, text="Masih", actor=world.citra)
        deadlines.fire_due()
        ticket.refresh_from_db()
        assert ticket.status == TicketStatus.CLOSED
        with pytest.raises(InvalidTransition):
            services.open_again(ticket_id=ticket.pk, text="Masih", actor=world.citra)
    relay()
    assert told("ticket.solved") == {"Joko", "Citra"}


def test_the_desk_is_reminded_when_it_lets_a_ticket_lie(world, ticket):
    with clock.moved_to(ticket.answer_due_at + timedelta(minutes=1)):
        assert deadlines.fire_due() == 1
        relay()
    assert told("ticket.late") == {"Joko"}
    services.solve_ticket(ticket_id=ticket.pk, actor=world.citra)
    with clock.moved_to(ticket.solve_due_at + timedelta(minutes=1)):
        deadlines.fire_due()
        relay()
    assert Notice.objects.filter(kind="ticket.late", channel="inbox").count() == 1


@pytest.mark.parametrize(
    ("person", "sees", "answers", "follows"),
    [
        ("citra", True, False, True),
        ("lina", False, False, False),
        ("mira", False, False, False),
        ("joko", True, True, False),
        ("indra", True, False, False),
        ("ani", False, False, False),
        ("kartika", False, False, False),
    ],
)
def test_who_sees_answers_and_follows_is_a_table(world, ticket, person, sees, answers, follows):
    user = getattr(world, person)
    assert bool(policies.can_view_ticket(user, ticket)) is sees
    assert policies.tickets_visible_to(user).filter(pk=ticket.pk).exists() is sees
    assert bool(policies.can_answer_ticket(user, ticket)) is answers
    assert bool(policies.can_follow_ticket(user, ticket)) is follows
    if not (answers or follows):
        with pytest.raises(NotAllowed):
            WRITE(ticket_id=ticket.pk, text="x", actor=user)
        with pytest.raises(NotAllowed):
            services.solve_ticket(ticket_id=ticket.pk, actor=user)
        assert ticket.messages.count() == 1


def test_the_owner_reads_what_staff_asked_for_the_shop(world, tenant, shop):
    asked = services.open_ticket(question=question(tenant, vendor_id=shop.pk), actor=world.lina)
    assert policies.can_follow_ticket(world.citra, asked)
    assert not policies.can_view_ticket(world.mira, asked)


def test_nobody_answers_their_own_question(world, tenant):
    own = services.open_ticket(question=question(tenant), actor=world.joko)
    assert not policies.can_answer_ticket(world.joko, own)
    assert WRITE(ticket_id=own.pk, text="Masih", actor=world.joko).is_of_office is False
    own.refresh_from_db()
    assert own.status == TicketStatus.OPEN


def test_a_question_is_for_a_shop_of_ones_own(world, tenant, shop):
    with pytest.raises(NotAllowed):
        services.open_ticket(question=question(tenant, vendor_id=shop.pk), actor=world.dedi)
    with pytest.raises(RuleViolation):
        services.open_ticket(question=question(tenant, kind="cuaca"), actor=world.citra)
    with pytest.raises(services.InvalidWords):
        services.open_ticket(question=question(tenant, text="\u200b"), actor=world.citra)
    assert not Ticket.objects.exists()


def test_a_ticket_goes_to_an_officer_of_the_office_alone(world, tenant, ticket):
    second = factories.make_tenant_officer("Jaka", Role.VENDOR_VERIFIER, tenant)
    services.assign_ticket(ticket_id=ticket.pk, officer_id=second.pk, actor=world.joko)
    relay()
    assert told("ticket.assigned") == {"Jaka"}
    with pytest.raises(NotAllowed):
        services.assign_ticket(ticket_id=ticket.pk, officer_id=world.indra.pk, actor=world.joko)
    with pytest.raises(NotAllowed):
        services.assign_ticket(ticket_id=ticket.pk, officer_id=second.pk, actor=world.citra)
    ticket.refresh_from_db()
    assert ticket.officer == second


def test_a_file_is_open_to_whoever_sees_the_ticket(world, ticket):
    sent = answer(world, ticket, upload=factories.make_photo())
    for person, may in (("citra", True), ("joko", True), ("indra", True), ("lina", False)):
        assert bool(policies.can_read_file(getattr(world, person), sent.file)) is may


def test_the_term_is_a_rule(db):
    days = rulebook.rule_in_force(RuleCode.TICKET_REOPEN, on=clock.today("Asia/Jakarta")).value
    assert services.reopen_term(Ticket(tenant=factories.make_tenant())) == timedelta(days=days)
