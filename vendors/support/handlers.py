"""Who is told of what happens to cases, trainings and tickets."""

from collections.abc import Iterable

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import moments, outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds
from marketplace.notices import services as notices
from vendors.models import Vendor
from vendors.queries import people_of
from vendors.support.models import (
    Appointment,
    Case,
    CaseNote,
    CaseStatus,
    SeatState,
    Ticket,
    TicketMessage,
    Training,
    TrainingSeat,
)
from vendors.support.policies import FOR_THE_SHOP, officers_of


@outbox.subscribe("case.opened", "case.withdrawn", handler="support.tell_office_of_case")
def tell_office_of_case(event: OutboxEvent) -> None:
    """Tell the office that a shop asked for help, or took its question back."""
    case = _case(event)
    _tell_of_case(event, case, _of_office(case))


@outbox.subscribe("case.moved", handler="support.tell_shop_of_case")
def tell_shop_of_case(event: OutboxEvent) -> None:
    """Tell the shop how its case goes on, with what it is to do."""
    case, to = _case(event), CaseStatus(event.payload["to"])
    _tell_of_case(event, case, _of_shop(case.vendor), status=to.label)


@outbox.subscribe("case.late", handler="support.remind_of_case")
def remind_of_case(event: OutboxEvent) -> None:
    """Remind the side whose turn it is."""
    case = _case(event)
    if case.status == CaseStatus.WAITING_SHOP:
        _tell_of_case(event, case, _of_shop(case.vendor), kind="case.late_shop")
    else:
        _tell_of_case(event, case, _of_office(case))


@outbox.subscribe("case.appointment_made", handler="support.tell_of_appointment")
def tell_of_appointment(event: OutboxEvent) -> None:
    """Tell the shop where and when it is expected."""
    case = _case(event)
    meeting = Appointment.objects.get(pk=event.payload["appointment"])
    when = moments.full_moment(meeting.starts_at, case.time_zone)
    _tell_of_case(event, case, _of_shop(case.vendor), place=meeting.place, when=when)


@outbox.subscribe("case.noted", handler="support.tell_of_note")
def tell_of_note(event: OutboxEvent) -> None:
    """Tell the other side that something was written or added."""
    case = _case(event)
    note = CaseNote.objects.get(pk=event.payload["note"])
    people = _of_shop(case.vendor) if note.is_of_office else _of_office(case)
    _tell_of_case(event, case, people)


@outbox.subscribe("training.seat_given", handler="support.tell_of_seat")
def tell_of_seat(event: OutboxEvent) -> None:
    """Tell a shop of the waiting list that it has a seat now."""
    seat = TrainingSeat.objects.select_related("vendor").get(pk=event.payload["seat"])
    _tell_of_training(event, _of_shop(seat.vendor))


@outbox.subscribe("training.called_off", handler="support.tell_called_off")
def tell_called_off(event: OutboxEvent) -> None:
    """Tell everybody who signed up that a training was called off, and why."""
    seats = TrainingSeat.objects.exclude(state=SeatState.WITHDRAWN).select_related("vendor")
    people = [
        person
        for seat in seats.filter(training=event.subject_id)
        for person in _of_shop(seat.vendor)
    ]
    _tell_of_training(event, people)


@outbox.subscribe("ticket.opened", "ticket.asked_on", "ticket.late", handler="support.tell_desk")
def tell_desk(event: OutboxEvent) -> None:
    """Tell the officer of a ticket, or all of the office, that it waits for them."""
    ticket = _ticket(event)
    people = [ticket.officer] if ticket.officer else officers_of(ticket.tenant)
    if event.name == "ticket.late":
        people = [*people, *officers_of(ticket.tenant)]
    _tell_of_ticket(event, ticket, people)


@outbox.subscribe("ticket.assigned", handler="support.tell_officer")
def tell_officer(event: OutboxEvent) -> None:
    """Tell an officer that a ticket is theirs."""
    ticket = _ticket(event)
    _tell_of_ticket(event, ticket, [ticket.officer] if ticket.officer else [])


@outbox.subscribe("ticket.answered", handler="support.tell_asker")
def tell_asker(event: OutboxEvent) -> None:
    """Send the answer to whoever asked."""
    ticket = _ticket(event)
    message = TicketMessage.objects.get(pk=event.payload["message"])
    _tell_of_ticket(event, ticket, [ticket.asker], text=message.text)


@outbox.subscribe("ticket.solved", handler="support.tell_solved")
def tell_solved(event: OutboxEvent) -> None:
    """Tell the other side that somebody calls it solved."""
    ticket = _ticket(event)
    people = [ticket.asker, *([ticket.officer] if ticket.officer else [])]
    _tell_of_ticket(event, ticket, [one for one in people if one.pk != event.payload["by"]])


def _case(event: OutboxEvent) -> Case:
    rows = Case.objects.select_related("vendor", "officer", "tenant__region")
    return rows.get(pk=event.subject_id)


def _ticket(event: OutboxEvent) -> Ticket:
    rows = Ticket.objects.select_related("asker", "officer", "tenant__region")
    return rows.get(pk=event.subject_id)


def _of_shop(vendor: Vendor) -> list[User]:
    return list(people_of(vendor, to=FOR_THE_SHOP))


def _of_office(case: Case) -> list[User]:
    return [case.officer] if case.officer else list(officers_of(case.tenant))


def _tell_of_case(
    event: OutboxEvent, case: Case, people: Iterable[User], *, kind: str = "", **words: kinds.Words
) -> None:
    params = {
        "number": case.number,
        "name": case.vendor.name,
        "topic": case.get_topic_display(),
        "reason": case.status_reason,
        **words,
    }
    url = reverse("case_page", args=[case.public_id])
    notices.notify(event=event, recipients=people, kind=kind or event.name, params=params, url=url)


def _tell_of_training(event: OutboxEvent, people: Iterable[User]) -> None:
    training = Training.objects.select_related("tenant__region").get(pk=event.subject_id)
    params = {
        "title": training.title,
        "when": moments.full_moment(training.starts_at, training.time_zone),
        "reason": training.cancel_reason,
    }
    url = reverse("training_page", args=[training.public_id])
    notices.notify(event=event, recipients=people, kind=event.name, params=params, url=url)


def _tell_of_ticket(
    event: OutboxEvent, ticket: Ticket, people: Iterable[User], **words: kinds.Words
) -> None:
    params = {"number": ticket.number, "title": ticket.title, **words}
    url = reverse("ticket_page", args=[ticket.public_id])
    notices.notify(event=event, recipients=people, kind=event.name, params=params, url=url)
