"""Helpdesk tickets: asked, answered in time, solved, opened again, closed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import Tenant, User
from marketplace.core import (
    audit,
    clock,
    deadlines,
    files,
    guards,
    locks,
    number_series,
    outbox,
    rulebook,
)
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from vendors.models import Vendor
from vendors.policies import acts_for
from vendors.support import policies
from vendors.support.models import (
    OPEN_TICKETS,
    TICKET_TRANSITIONS,
    StepKind,
    Ticket,
    TicketKind,
    TicketMessage,
    TicketStatus,
)
from vendors.support.services.common import SUPPORT_FILE, in_office_hours, words

ANSWER_DEADLINE: Final = "ticket.answer"
SOLVE_DEADLINE: Final = "ticket.solve"
CLOSE_DEADLINE: Final = "ticket.close"
MESSAGE_MAX: Final = 2000
_REF: Final = re.compile(r"[0-9A-Za-z-]{1,40}")
# Hours until the first answer, and until it is solved.
TIMES: Final[Mapping[str, tuple[RuleCode, RuleCode]]] = {
    TicketKind.REGISTRATION: (RuleCode.TICKET_REGISTRATION, RuleCode.TICKET_REGISTRATION_SOLVE),
    TicketKind.PAPERS: (RuleCode.TICKET_PAPERS, RuleCode.TICKET_PAPERS_SOLVE),
    TicketKind.LISTING: (RuleCode.TICKET_LISTING, RuleCode.TICKET_LISTING_SOLVE),
    TicketKind.ORDER: (RuleCode.TICKET_ORDER, RuleCode.TICKET_ORDER_SOLVE),
    TicketKind.PAYMENT: (RuleCode.TICKET_PAYMENT, RuleCode.TICKET_PAYMENT_SOLVE),
    TicketKind.ACCOUNT: (RuleCode.TICKET_ACCOUNT, RuleCode.TICKET_ACCOUNT_SOLVE),
    TicketKind.OTHER: (RuleCode.TICKET_OTHER, RuleCode.TICKET_OTHER_SOLVE),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which office; ``step_kind`` and ``step_ref`` name what is blocked."""

    kind: str
    title: str
    text: str
    tenant_id: int
    vendor_id: int | None = None
    step_kind: str = ""
    step_ref: str = ""


def open_ticket(
    *, question: Question, actor: User, upload: UploadedFile[Any] | None = None
) -> Ticket:
    """Ask the helpdesk. Raises: NotAllowed, InvalidWords, InvalidUpload, RuleViolation."""
    with files.written_upload(upload, kind=SUPPORT_FILE) as file:
        return _open(question, actor, file)


@guards.use_case
def _open(question: Question, actor: User, file: files.Written | None) -> Ticket:
    vendor = _asked_for(question, actor)
    if question.kind not in TIMES:
        raise RuleViolation(_("Choose what it is about."), field="kind")
    tenant = Tenant.objects.select_related("region").get(pk=question.tenant_id)
    answer_due_at, solve_due_at = in_office_hours(tenant.time_zone, *TIMES[question.kind])
    title = words(
        "title", question.title, 120, empty=_("Say in a few words what it is."), lines=False
    )
    text = words("text", question.text, MESSAGE_MAX, empty=_("Write something before sending."))
    now, year = clock.now(), clock.today(HOME_ZONE).year
    step_kind, step_ref = _blocked(question)
    ticket = Ticket.objects.create(
        number=f"BTN-{year}-{number_series.next_number(f'BTN-{year}'):06d}",
        kind=question.kind,
        asker=actor,
        vendor=vendor,
        tenant=tenant,
        title=title,
        step_kind=step_kind,
        step_ref=step_ref,
        status_by=actor,
        status_at=now,
        opened_at=now,
        answer_due_at=answer_due_at,
        solve_due_at=solve_due_at,
    )
    _say(ticket, actor, text, file, is_of_office=False)
    deadlines.open_deadline(ANSWER_DEADLINE, subject_id=ticket.pk, due_at=answer_due_at)
    deadlines.open_deadline(SOLVE_DEADLINE, subject_id=ticket.pk, due_at=solve_due_at)
    audit.record("ticket.opened", actor=actor, subject=ticket, kind=ticket.kind)
    outbox.emit("ticket.opened", subject=ticket)
    return ticket


def _asked_for(question: Question, actor: User) -> Vendor | None:
    if question.vendor_id is None:
        return None
    vendor = Vendor.objects.get(pk=question.vendor_id)
    require(acts_for(actor, vendor))
    return vendor


def _blocked(question: Question) -> tuple[str, str]:
    """Return what is blocked; what no page of ours names is left out, the question is taken."""
    if question.step_kind in StepKind and _REF.fullmatch(question.step_ref):
        return question.step_kind, question.step_ref
    return "", ""


def _say(
    ticket: Ticket, actor: User, text: str, file: files.Written | None, *, is_of_office: bool
) -> TicketMessage:
    return TicketMessage.objects.create(
        ticket=ticket,
        author=actor,
        is_of_office=is_of_office,
        text=text,
        file=files.keep(file, owner=actor) if file else None,
        written_at=clock.now(),
    )


def write_in_ticket(
    *,
    ticket_id: int,
    text: str,
    actor: User,
    asks_back: bool = False,
    upload: UploadedFile[Any] | None = None,
) -> TicketMessage:
    """Answer as the office, or go on as the asker; the ticket moves to whose turn it is.

    ``asks_back``: the officer needs to know more before it can be solved.
    Raises: NotAllowed, InvalidWords, InvalidUpload, InvalidTransition for a solved one.
    """
    found = Ticket.objects.select_related("vendor").get(pk=ticket_id)
    require(policies.can_view_ticket(actor, found))
    with files.written_upload(upload, kind=SUPPORT_FILE) as file:
        return _write(ticket_id, text, actor, file, asks_back=asks_back)


@guards.use_case
def _write(
    ticket_id: int, text: str, actor: User, file: files.Written | None, *, asks_back: bool
) -> TicketMessage:
    ticket = locks.lock_one(Ticket, ticket_id)
    is_of_office = _side(actor, ticket)
    if ticket.status not in OPEN_TICKETS:
        raise InvalidTransition(
            _("Ticket %(number)s is solved. Open it again first.") % {"number": ticket.number}
        )
    said = words("text", text, MESSAGE_MAX, empty=_("Write something before sending."))
    message = _say(ticket, actor, said, file, is_of_office=is_of_office)
    if is_of_office:
        _take(ticket, actor)
        _move(ticket, TicketStatus.WAITING if asks_back else TicketStatus.ANSWERED, actor)
    else:
        _move(ticket, TicketStatus.OPEN, actor)
    audit.record("ticket.written", actor=actor, subject=ticket, message=message.pk)
    event = "ticket.answered" if is_of_office else "ticket.asked_on"
    outbox.emit(event, subject=ticket, message=message.pk)
    return message


def _side(actor: User, ticket: Ticket) -> bool:
    """Say whether somebody writes for the office. Raises: NotAllowed for neither side."""
    may_answer = policies.can_answer_ticket(actor, ticket)
    if not may_answer:
        require(policies.can_follow_ticket(actor, ticket))
    return bool(may_answer)


def _take(ticket: Ticket, actor: User) -> None:
    ticket.officer = actor
    if ticket.answered_at is None:
        ticket.answered_at = clock.now()
        deadlines.close(ANSWER_DEADLINE, subject_id=ticket.pk)


def _move(ticket: Ticket, to: TicketStatus, actor: User | None, reason: str = "") -> None:
    """Move a locked ticket; one that stays where it is keeps its moment."""
    if to != ticket.status:
        if to not in TICKET_TRANSITIONS[ticket.status]:
            raise InvalidTransition(
                _("Ticket %(number)s stands at “%(status)s”; reload the page.")
                % {"number": ticket.number, "status": TicketStatus(ticket.status).label}
            )
        ticket.status, ticket.status_by, ticket.status_at = to, actor, clock.now()
        ticket.status_reason = reason
    ticket.save()


@guards.use_case
def solve_ticket(*, ticket_id: int, actor: User) -> Ticket:
    """Say that it is solved, by either side. Raises: NotAllowed, InvalidTransition."""
    ticket = locks.lock_one(Ticket, ticket_id)
    if _side(actor, ticket):
        _take(ticket, actor)
    ticket.solved_at = clock.now()
    _move(ticket, TicketStatus.SOLVED, actor)
    for kind in (ANSWER_DEADLINE, SOLVE_DEADLINE):
        deadlines.close(kind, subject_id=ticket.pk)
    deadlines.open_deadline(
        CLOSE_DEADLINE, subject_id=ticket.pk, due_at=ticket.solved_at + reopen_term(ticket)
    )
    audit.record("ticket.solved", actor=actor, subject=ticket)
    outbox.emit("ticket.solved", subject=ticket, by=actor.pk)
    return ticket


def reopen_term(ticket: Ticket) -> timedelta:
    """Return how long a solved ticket may be opened again (R-TICKET-REOPEN)."""
    on = clock.today(ticket.time_zone)
    return timedelta(days=rulebook.rule_in_force(RuleCode.TICKET_REOPEN, on=on).value)


@guards.use_case
def open_again(*, ticket_id: int, text: str, actor: User) -> Ticket:
    """Say that it is not solved after all, and why.

    Raises: NotAllowed, InvalidWords, InvalidTransition after the term (R-TICKET-REOPEN).
    """
    ticket = locks.lock_one(Ticket, ticket_id)
    require(policies.can_follow_ticket(actor, ticket))
    over = ticket.solved_at is None or clock.now() > ticket.solved_at + reopen_term(ticket)
    if ticket.status != TicketStatus.SOLVED or over:
        raise InvalidTransition(
            _("Ticket %(number)s cannot be opened again any more. Ask anew.")
            % {"number": ticket.number}
        )
    said = words("text", text, MESSAGE_MAX, empty=_("Say what is not solved yet."))
    message = _say(ticket, actor, said, None, is_of_office=False)
    ticket.solved_at = None
    _move(ticket, TicketStatus.OPEN, actor)
    deadlines.close(CLOSE_DEADLINE, subject_id=ticket.pk)
    again = in_office_hours(ticket.time_zone, TIMES[ticket.kind][1])[0]
    deadlines.open_deadline(SOLVE_DEADLINE, subject_id=ticket.pk, due_at=again)
    audit.record("ticket.opened_again", actor=actor, subject=ticket)
    outbox.emit("ticket.asked_on", subject=ticket, message=message.pk)
    return ticket


@guards.use_case
def assign_ticket(*, ticket_id: int, officer_id: int, actor: User) -> Ticket:
    """Give a ticket to an officer of the office. Raises: NotAllowed."""
    ticket = locks.lock_one(Ticket, ticket_id)
    require(policies.can_answer_ticket(actor, ticket))
    officer = policies.officers_of(ticket.tenant).filter(pk=officer_id).first()
    if officer is None:
        raise NotAllowed(_("Choose an officer of this office."))
    require(policies.can_answer_ticket(officer, ticket))
    ticket.officer = officer
    ticket.save(update_fields=["officer"])
    audit.record("ticket.assigned", actor=actor, subject=ticket, officer=officer.pk)
    outbox.emit("ticket.assigned", subject=ticket)
    return ticket


def remind_of_ticket(ticket_id: int) -> None:
    """Say that a ticket has waited too long for the office."""
    ticket = locks.lock_one(Ticket, ticket_id)
    if ticket.status not in OPEN_TICKETS:
        raise InvalidTransition("The ticket is solved.")
    outbox.emit("ticket.late", subject=ticket)


def close_ticket(ticket_id: int) -> None:
    """Close a ticket that nobody opened again in time."""
    ticket = locks.lock_one(Ticket, ticket_id)
    _move(ticket, TicketStatus.CLOSED, None)
    audit.record("ticket.closed", actor=None, subject=ticket)
