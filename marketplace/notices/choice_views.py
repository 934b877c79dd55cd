"""How one is told: the page of one's account, and the address in every mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from marketplace.accounts.actor import actor_of
from marketplace.core import clock, moments
from marketplace.core.errors import DomainError
from marketplace.notices import choices, unsubscribing
from marketplace.notices.choice_forms import ALWAYS, ChoicesForm
from marketplace.web.requests import get_or_post
from marketplace.web.viewer_zone import zone_of


@get_or_post
@login_required
def notice_choices(request: HttpRequest) -> HttpResponse:
    """Show and change how one is told."""
    person = actor_of(request)
    form, status = ChoicesForm(request.POST or None, person=person), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                choices.choose(actor=person, paces=form.chosen(), **form.reached())
            except DomainError as refused:
                refused.add_to(form)
            else:
                messages.success(request, _("Saved. It holds for what comes from now on."))
                return redirect("notice_choices")
        status = 422
    context = {
        "form": form,
        "always": ALWAYS,
        "moment": moments.time_of_day(clock.now(), zone_of(person)),
        "nav_active": "account",
    }
    return render(request, "notices/choices.html", context, status=status)


@csrf_exempt
@never_cache
@get_or_post
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End what a mail's reader may leave, by its address alone (RFC 8058); reading only asks."""
    person = unsubscribing.person_of(token)
    if request.method == "POST":
        choices.leave_optional(person_id=person)
    return render(request, "notices/unsubscribe.html", {"done": request.method == "POST"})
