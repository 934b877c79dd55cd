"""What help for shops holds of a person (core.privacy): no law asks to keep any of it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import GONE, Person
from marketplace.notices.held import about
from marketplace.notices.models import Notice
from vendors.held import given_up
from vendors.support.models import (
    Appointment,
    Case,
    CaseNote,
    CaseStatus,
    CaseStatusChange,
    CaseStep,
    LadderRule,
    Ticket,
    TicketMessage,
    TicketStatus,
    TicketStatusChange,
    Training,
    TrainingSeat,
)

privacy.silent(LadderRule, "what offices ask for")
privacy.names(LadderRule, "entered_by")
privacy.silent(Training, "an event that everybody reads")
privacy.names(Training, "announced_by", "cancelled_by")
privacy.names(TrainingSeat, "signed_by", "withdrawn_by", "attended_by")
privacy.silent(CaseStep, "a step of a template", "key")
privacy.names(CaseStep, "done_by")


def _cases(who: Person) -> QuerySet[Case]:
    asked = Q(opened_by=who.account_id, opened_by__isnull=False)
    return Case.objects.filter(asked | Q(vendor__in=given_up(who).values("pk")))


def _tickets(who: Person) -> QuerySet[Ticket]:
    asked = Q(asker=who.account_id, asker__isnull=False)
    return Ticket.objects.filter(asked | Q(vendor__in=given_up(who).values("pk")))


def _in(model: Any, column: str, rows: privacy.Whose, author: str = "") -> privacy.Whose:
    """Return what was said in somebody's cases or tickets, and what they said in others."""

    def found(who: Person) -> QuerySet[Any]:
        of_them = Q(**{f"{column}__in": rows(who).values("pk")})
        if author and who.account_id is not None:
            of_them |= Q(**{author: who.account_id})
        theirs: QuerySet[Any] = model.objects.filter(of_them)
        return theirs

    return found


privacy.holds(
    Case,
    _("Cases in which you were helped"),
    _cases,
    shown={
        "number": _("Number"),
        "get_topic_display": _("About"),
        "wish": _("Your wish"),
        "status_reason": _("Reason"),
        "opened_at": _("When"),
    },
    erased={"wish": GONE, "status_reason": GONE},
)
privacy.names(Case, "officer", "status_by", "opened_by")
for table, rows in ((Case, _cases), (Ticket, _tickets)):
    told = about(table._meta.label_lower, rows)
    privacy.holds(Notice, _("What others were told of them"), told, deleted=True)
privacy.holds(
    CaseStatusChange,
    _("Steps of your cases"),
    _in(CaseStatusChange, "case", _cases),
    shown={"to_status": _("Where it stands"), "reason": _("Reason"), "changed_at": _("When")},
    said={"to_status": privacy.of_choices("to_status", CaseStatus)},
    erased={"reason": GONE},
)
privacy.names(CaseStatusChange, "changed_by")
privacy.silent(CaseStatusChange, "states", "from_status", "to_status")
privacy.holds(
    Appointment,
    _("Meetings of your cases"),
    _in(Appointment, "case", _cases),
    shown={"place": _("Place"), "starts_at": _("When")},
    erased={"place": GONE},
)
privacy.names(Appointment, "made_by", "state_by")
privacy.holds(
    CaseNote,
    _("Notes of your cases"),
    lambda who: _in(CaseNote, "case", _cases, "author")(who).filter(is_internal=False),
    shown={"text": _("Words"), "written_at": _("When")},
    erased={"text": GONE},
    files=("file",),
    only=_in(CaseNote, "case", _cases, "author"),
)
privacy.names(CaseNote, "author")
privacy.holds(
    Ticket,
    _("Tickets"),
    _tickets,
    shown={
        "number": _("Number"),
        "title": _("Title"),
        "status_reason": _("Reason"),
        "opened_at": _("When"),
    },
    erased={"title": GONE, "status_reason": GONE},
)
privacy.names(Ticket, "asker", "officer", "status_by")
privacy.silent(Ticket, "the number of what is blocked", "step_ref")
privacy.holds(
    TicketStatusChange,
    _("Steps of your tickets"),
    _in(TicketStatusChange, "ticket", _tickets),
    shown={"to_status": _("Where it stands"), "reason": _("Reason"), "changed_at": _("When")},
    said={"to_status": privacy.of_choices("to_status", TicketStatus)},
    erased={"reason": GONE},
)
privacy.names(TicketStatusChange, "changed_by")
privacy.silent(TicketStatusChange, "states", "from_status", "to_status")
privacy.holds(
    TicketMessage,
    _("Messages of your tickets"),
    _in(TicketMessage, "ticket", _tickets, "author"),
    shown={"text": _("Words"), "written_at": _("When")},
    erased={"text": GONE},
    files=("file",),
)
privacy.names(TicketMessage, "author")
