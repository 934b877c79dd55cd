"""What this room registers with the kernel."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, deadlines, files, locks, transitions
from marketplace.web import panels
from vendors import acting
from vendors import policies as shops
from vendors.models import Vendor
from vendors.support import (
    badges,
    guards,
    handlers,
    held,
    notice_words,
    policies,
    queries,
    services,
)
from vendors.support.models import (
    CASE_TRANSITIONS,
    TICKET_TRANSITIONS,
    Case,
    StepKind,
    Ticket,
    Training,
)

SHOWN_TASKS = 20

__all__ = ["badges", "guards", "handlers", "held", "notice_words"]

locks.register({Case: 31, Ticket: 32, Training: 33})
transitions.register("support_case", CASE_TRANSITIONS)
transitions.register("ticket", TICKET_TRANSITIONS)
files.readable_by(services.SUPPORT_FILE, policies.can_read_file)
deadlines.on_due(services.CASE_DEADLINE, services.remind_of_case, about=Case)
deadlines.on_due(services.ANSWER_DEADLINE, services.remind_of_ticket, about=Ticket)
deadlines.on_due(services.SOLVE_DEADLINE, services.remind_of_ticket, about=Ticket)
deadlines.on_due(services.CLOSE_DEADLINE, services.close_ticket, about=Ticket)


@panels.provide("places")
def support_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead officers to the board, shops to their help, everybody signed in to the helpdesk."""
    user = request.user
    if not isinstance(user, User):
        return []
    places = []
    if policies.can_read_help(user):
        places.append(panels.Place("case_board", _("Helping shops"), "handshake", order=12))
    if policies.FOR_THE_SHOP in acting.acts_of(request):
        places.append(panels.Place("shop_cases", _("Help and permits"), "handshake", order=26))
    if policies.can_read_figures(user):
        places.append(
            panels.Place("support_figures", _("Figures of help"), "trending-up", order=55)
        )
    places.append(panels.Place("tickets", _("Helpdesk"), "circle-help", order=70))
    return places


@panels.provide("vendor.panels")
def support_panel(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Show on the shop's own page what is missing and how to get help."""
    user = request.user
    if not isinstance(user, User) or not policies.can_ask_help(user, vendor):
        return []
    ladder = queries.ladder_of(vendor, on=clock.today(vendor.time_zone))
    duties = [row for row in ladder.missing if row.rung.is_must]
    context = {"missing": len(duties), "known": bool(ladder.goods), "vendor": vendor}
    return [panels.Panel("support/_shop_panel.html", context, order=60)]


@panels.provide("order.panels")
def order_help(request: HttpRequest, order: Any) -> list[panels.Panel]:
    """Offer the helpdesk on an order's page, with the order in the question."""
    if not isinstance(request.user, User):
        return []
    context = {"kind": StepKind.ORDER.value, "ref": order.public_id}
    return [panels.Panel("support/_order_help.html", context, order=200)]


@panels.provide("vendor.review")
def review_panel(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Show on the shop's file what help it had, and which trainings it came to."""
    user = request.user
    if not isinstance(user, User) or not policies.can_read_help(user):
        return []
    own = policies.cases_visible_to(user).filter(vendor=vendor)
    cases = list(queries.with_case(own).order_by("-pk")[:SHOWN_TASKS])
    attended = list(queries.attended_by(vendor)[:SHOWN_TASKS])
    if not cases and not attended:
        return []
    context = {"cases": cases, "attended": attended}
    return [panels.Panel("support/_review_panel.html", context, order=60)]


@panels.provide("tasks")
def support_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return what waits for this person about cases and tickets."""
    user = request.user
    if not isinstance(user, User):
        return []
    found = [_ticket_task(row) for row in queries.tickets_asking(user)[:SHOWN_TASKS]]
    if policies.FOR_THE_SHOP in acting.acts_of(request):
        own = shops.vendors_of(user, to=policies.FOR_THE_SHOP)
        found += [_case_task(row) for row in queries.cases_waiting_for(own)[:SHOWN_TASKS]]
    if policies.can_help(user):
        found += [_case_task(row) for row in queries.cases_to_work(user)[:SHOWN_TASKS]]
        found += [_ticket_task(row) for row in queries.tickets_to_answer(user)[:SHOWN_TASKS]]
    return found


def _case_task(case: Case) -> panels.Task:
    return panels.Task(
        title=_("Help with %(topic)s") % {"topic": case.get_topic_display()},
        detail=f"{case.number} · {case.vendor.name} · {case.get_status_display()}",
        url=reverse("case_page", args=[case.public_id]),
        action=_("Open"),
        icon="handshake",
        due_at=case.due_at,
        zone=case.time_zone,
        since=case.status_at,
    )


def _ticket_task(ticket: Ticket) -> panels.Task:
    waits = ticket.status == "open"
    return panels.Task(
        title=_("Answer: %(title)s") % {"title": ticket.title},
        detail=f"{ticket.number} · {ticket.get_kind_display()}",
        url=reverse("ticket_page", args=[ticket.public_id]),
        action=_("Answer"),
        icon="circle-help",
        due_at=ticket.answer_due_at if waits and not ticket.answered_at else ticket.solve_due_at,
        zone=ticket.time_zone,
        since=ticket.status_at,
    )
