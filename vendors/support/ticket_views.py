"""Pages of the helpdesk: one's own questions, a new one, the desk, one ticket for both sides."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.acting import acting_vendor
from vendors.support import policies, presenters, queries, services
from vendors.support.acts import Act, Pressed, named, press
from vendors.support.forms import (
    AgainForm,
    AnswerForm,
    AssignForm,
    OfficeAnswerForm,
    TicketForm,
)
from vendors.support.models import OPEN_TICKETS, Ticket, TicketKind, TicketStatus

PER_PAGE = 25


def _write(ticket: Ticket, typed: dict[str, Any], actor: User) -> None:
    services.write_in_ticket(ticket_id=ticket.pk, **typed, actor=actor)


def _solve(ticket: Ticket, _typed: dict[str, Any], actor: User) -> None:
    services.solve_ticket(ticket_id=ticket.pk, actor=actor)


def _again(ticket: Ticket, typed: dict[str, Any], actor: User) -> None:
    services.open_again(ticket_id=ticket.pk, text=typed["text"], actor=actor)


_SOLVED: Final = Act(_solve, gettext_lazy("Marked as solved."))
ASKER_ACTS: Final = {
    "tulis": Act(_write, gettext_lazy("Sent."), AnswerForm),
    "selesai": _SOLVED,
    "buka": Act(_again, gettext_lazy("Opened again."), AgainForm),
}
OFFICE_ACTS: Final = {
    "tulis": Act(_write, gettext_lazy("Sent."), OfficeAnswerForm),
    "selesai": _SOLVED,
}


@require_safe
@login_required
def tickets(request: HttpRequest) -> HttpResponse:
    """List the questions that a person follows."""
    user = actor_of(request)
    context = {
        "page": page_of(request, queries.own_tickets(user), PER_PAGE),
        "may_answer": bool(policies.can_read_help(user)),
        "nav_active": "tickets",
    }
    return render(request, "support/tickets.html", context)


@get_or_post
@login_required
def ticket_new(request: HttpRequest) -> HttpResponse:
    """Ask the helpdesk; the address may say which step is blocked."""
    user, vendor = actor_of(request), acting_vendor(request)
    offices = queries.offices_for(user, vendor)
    step = {
        "step_kind": request.GET.get("langkah", ""),
        "step_ref": request.GET.get("pada", ""),
    }
    kind = presenters.KIND_OF_STEP.get(step["step_kind"], request.GET.get("jenis", ""))  # type: ignore[call-overload]
    initial = {**step, "kind": kind if kind in TicketKind else TicketKind.OTHER}
    form = TicketForm(request.POST or None, request.FILES or None, offices=offices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            ticket = services.open_ticket(
                question=form.question(vendor.pk if vendor else None),
                upload=form.cleaned_data["upload"],
                actor=user,
            )
        except DomainError as refused:
            refused.add_to(form)
        else:
            messages.success(
                request, _("Sent. The answer comes here and %(way)s.") % {"way": user.told_by}
            )
            return redirect("ticket_page", ticket.public_id)
    context = {
        "form": form,
        "vendor": vendor,
        "blocked": presenters.blocked(
            str(form["step_kind"].value() or ""), str(form["step_ref"].value() or "")
        ),
        "crumbs": [(_("Helpdesk"), reverse("tickets")), (_("New question"), "")],
        "nav_active": "tickets",
    }
    return render(request, "support/ticket_new.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def ticket_desk(request: HttpRequest) -> HttpResponse:
    """List the tickets of one state for the office, the nearest deadline first."""
    user = actor_of(request)
    require(policies.can_read_help(user))
    status = request.GET.get("status", TicketStatus.OPEN)
    if status not in TicketStatus:
        raise Http404
    rows = queries.desk(user).filter(status=status)
    kind = request.GET.get("jenis", "")
    if kind in TicketKind:
        rows = rows.filter(kind=kind)
    if request.GET.get("petugas") == "saya":
        rows = rows.filter(officer=user)
    counts = queries.desk_counts(user)
    context = {
        "page": page_of(request, rows, PER_PAGE),
        "tabs": [(tab, counts.get(tab, 0)) for tab in TicketStatus],
        "status": status,
        "kinds": TicketKind.choices,
        "kind": kind,
        "now": clock.now(),
        "crumbs": [(_("Facilitation"), reverse("case_board")), (_("Helpdesk"), "")],
        "nav_active": "case_board",
    }
    return render(request, "support/desk.html", context)


def _visible(request: HttpRequest, public_id: UUID) -> Ticket:
    rows = queries.with_ticket(policies.tickets_visible_to(actor_of(request)))
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@login_required
def ticket_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a ticket with its conversation to both sides."""
    return _show(request, _visible(request, public_id), Pressed(200))


@require_POST
@login_required
def ticket_act(request: HttpRequest, public_id: UUID, act: str) -> HttpResponse:
    """Write, call it solved, open it again, or give it to an officer."""
    ticket, user = _visible(request, public_id), actor_of(request)
    answers = policies.can_answer_ticket(user, ticket)
    if not answers:
        require(policies.can_follow_ticket(user, ticket))
    if act == "petugas" and answers:
        return _assign(request, ticket)
    pressed = press(request, OFFICE_ACTS if answers else ASKER_ACTS, act, ticket)
    if pressed.status == 302:
        return redirect("ticket_page", ticket.public_id)
    return _show(request, _visible(request, public_id), pressed)


def _assign(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    form = AssignForm(request.POST, officers=_officers(ticket))
    if not form.is_valid():
        return _show(request, ticket, Pressed(422, {"petugas": form}))
    try:
        services.assign_ticket(
            ticket_id=ticket.pk, officer_id=form.cleaned_data["officer"], actor=actor_of(request)
        )
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The officer is told."))
    return redirect("ticket_page", ticket.public_id)


def _officers(ticket: Ticket) -> list[tuple[int, str]]:
    return [(person.pk, str(person)) for person in policies.officers_of(ticket.tenant)]


def _show(request: HttpRequest, ticket: Ticket, pressed: Pressed) -> HttpResponse:
    user = actor_of(request)
    answers = bool(policies.can_answer_ticket(user, ticket))
    follows = not answers and bool(policies.can_follow_ticket(user, ticket))
    is_open = ticket.status in OPEN_TICKETS
    is_office = ticket.tenant_id in user.tenants_as(*policies.READERS)
    acts, bound = OFFICE_ACTS if answers else ASKER_ACTS, pressed.bound
    home = ("ticket_desk", "case_board") if is_office else ("tickets", "tickets")
    solved = ticket.status == TicketStatus.SOLVED
    context = {
        "ticket": ticket,
        "conversation": queries.messages_of(ticket),
        "blocked": presenters.step_of(ticket),
        "writes": (answers or follows) and is_open,
        "answers": answers,
        "is_open": is_open,
        "is_office": is_office,
        "reopens_until": ticket.solved_at + services.reopen_term(ticket)
        if solved and ticket.solved_at and follows
        else None,
        "forms": {name: _form(name, acts, bound) for name in acts},
        "assign": bound.get("petugas") or _assign_form(ticket) if answers and is_open else None,
        "refused": presenters.refusals(bound),
        "zone": ticket.time_zone,
        "user": user,
        "now": clock.now(),
        "crumbs": [(_("Helpdesk"), reverse(home[0])), (ticket.number, "")],
        "nav_active": home[1],
    }
    return render(request, "support/ticket.html", context, status=pressed.status)


def _assign_form(ticket: Ticket) -> forms.Form:
    return AssignForm(officers=_officers(ticket), initial={"officer": ticket.officer_id})


def _form(name: str, acts: dict[str, Act], bound: dict[str, forms.Form]) -> forms.Form:
    return bound.get(name) or named(name, acts[name].form)
