"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import deadlines, files, locks, transitions
from marketplace.web import panels
from marketplace.web.requests import own_link
from vendors.counter import badges, guards, handlers, held, policies, queries, services
from vendors.counter.models import SESSION_TRANSITIONS, ConfirmationCode, CounterSession
from vendors.models import Vendor

SHOWN = 5

__all__ = ["badges", "guards", "handlers", "held"]

locks.register({CounterSession: 34, ConfirmationCode: 36})
transitions.register("counter_session", SESSION_TRANSITIONS)
files.readable_by(services.PAPER_FILE, policies.can_read_paper)
deadlines.on_due(services.DAY_DEADLINE, services.close_day, about=CounterSession)


@panels.provide("places")
def counter_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead officers to their counter, and those who oversee counters to the report."""
    user = request.user
    if not isinstance(user, User):
        return []
    places = []
    if policies.can_serve(user):
        places.append(panels.Place("counter_desk", _("Counter"), "landmark", order=5, on_bar=True))
    if policies.can_read_report(user):
        places.append(
            panels.Place("counter_report", _("Report of the counters"), "trending-up", order=56)
        )
    return places


@panels.provide("vendor.review")
def confirmations_panel(_request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Show whoever judges an application how its owner confirmed what an officer typed."""
    rows = list(queries.confirmations_of(vendor)[:SHOWN])
    context = {"rows": rows, "zone": vendor.time_zone}
    return [panels.Panel("counter/review_panel.html", context, order=21)] if rows else []


@panels.provide("tasks.panels")
def counter_panel(request: HttpRequest, _subject: object) -> list[panels.Panel]:
    """Show an officer what to tell the people who come to open a shop."""
    user = request.user
    if not isinstance(user, User) or not policies.can_serve(user):
        return []
    address = own_link(reverse("account_signup"))
    return [panels.Panel("counter/tasks_panel.html", {"address": address}, order=10)]


@panels.provide("tasks")
def counter_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return the session that the officer has open."""
    user = request.user
    if not isinstance(user, User) or not policies.can_serve(user):
        return []
    session = queries.running_of(user)
    if session is None:
        return []
    return [
        panels.Task(
            title=_("Queue number %(queue)s is before you") % {"queue": session.queue_number},
            detail=f"{session.desk.name} · {session.get_status_display()}",
            url=reverse("counter_session", args=[session.public_id]),
            action=_("Continue"),
            icon="file-pen",
            since=session.opened_at,
        )
    ]
