"""The officer's first page: the counter of the day, the next number, what to go on with."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import plain_number
from marketplace.web.requests import get_or_post
from vendors.counter import policies, presenters, queries, services
from vendors.counter.forms import DeskForm, QueueForm
from vendors.counter.models import Desk

CHOSEN: Final = "counter_desk"
CHOOSE, OPEN = "pilih", "buka"


@get_or_post
@login_required
def counter_desk(request: HttpRequest) -> HttpResponse:
    """Choose the counter once a day, open sessions, and find what to go on with."""
    user = actor_of(request)
    require(policies.can_serve(user))
    if request.method == "POST" and request.POST.get("act") == CHOOSE:
        return _choose(request, user)
    desk = chosen_desk(request, user)
    if desk is None or "ganti" in request.GET:
        return _ask(request, DeskForm(desks=policies.desks_of(user)))
    if request.method == "POST":
        return _open(request, user, desk)
    wanted = request.GET.get("lanjut", "")
    resumed = queries.to_continue_one(user, key) if (key := _uuid(wanted)) else None
    form = QueueForm(initial={"resume": resumed.public_id if resumed else None})
    return _show(request, user, desk, form)


def chosen_desk(request: HttpRequest, user: User) -> Desk | None:
    """Return the counter chosen on this day of its zone, or the only one there is."""
    rows = policies.desks_of(user)
    kept = request.session.get(CHOSEN, {})
    key = plain_number(str(kept.get("desk", "")))
    desk = rows.filter(pk=key).first() if key is not None else None
    if desk is not None and kept.get("day") == clock.today(desk.time_zone).isoformat():
        return desk
    only = list(rows[:2])
    return only[0] if len(only) == 1 else None


def _uuid(text: str) -> Any:
    form = QueueForm({"queue_number": "A", "resume": text})
    return form.cleaned_data["resume"] if form.is_valid() else None


def _choose(request: HttpRequest, user: User) -> HttpResponse:
    form = DeskForm(request.POST, desks=policies.desks_of(user))
    if not form.is_valid():
        return _ask(request, form, status=422)
    desk = form.cleaned_data["desk"]
    request.session[CHOSEN] = {"desk": desk.pk, "day": clock.today(desk.time_zone).isoformat()}
    return redirect("counter_desk")


def _ask(request: HttpRequest, form: DeskForm, *, status: int = 200) -> HttpResponse:
    field: Any = form.fields["desk"]
    context = {"form": form, "any": field.queryset.exists(), "nav_active": "counter_desk"}
    return render(request, "counter/choose.html", context, status=status)


def _open(request: HttpRequest, user: User, desk: Desk) -> HttpResponse:
    form = QueueForm(request.POST)
    if not form.is_valid():
        return _show(request, user, desk, form, status=422)
    try:
        session = services.open_session(
            desk_id=desk.pk,
            queue_number=form.cleaned_data["queue_number"],
            resume=_known(user, form.cleaned_data["resume"]),
            again=form.cleaned_data["again"],
            actor=user,
        )
    except DomainError as refused:
        refused.add_to(form)
        return _show(request, user, desk, form, status=refused.http_status)
    messages.success(
        request, _("Queue number %(queue)s is called.") % {"queue": session.queue_number}
    )
    return redirect("counter_session", session.public_id)


def _known(user: User, public_id: Any) -> Any:
    """Return the application that is continued; nothing for one that the page did not offer."""
    found = queries.to_continue_one(user, public_id) if public_id else None
    return found.public_id if found else None


def _show(
    request: HttpRequest, user: User, desk: Desk, form: QueueForm, *, status: int = 200
) -> HttpResponse:
    words = clean_line(request.GET.get("q", ""))[:80]
    today = clock.today(desk.time_zone)
    resume = form["resume"].value()
    found = queries.to_continue(user, words)[: queries.MOST_FOUND]
    context = {
        "desk": desk,
        "day": today,
        "form": form,
        "resumed": queries.to_continue_one(user, key) if (key := _uuid(str(resume))) else None,
        "running": queries.running_of(user),
        "sessions": queries.sessions_of(user, desk, today),
        "found": [presenters.continued(vendor) for vendor in found],
        "words": words,
        "may_change": policies.desks_of(user).count() > 1,
        "zone": desk.time_zone,
        "nav_active": "counter_desk",
    }
    return render(request, "counter/desk.html", context, status=status)
