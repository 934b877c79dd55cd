"""Papers of a session: the sheet that the person signs, and the slip they take home."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import moments, phones
from marketplace.core.policy import require
from marketplace.web.requests import own_link
from vendors import presenters as shops
from vendors import queries as shop_queries
from vendors.application import missing_fields
from vendors.counter import consent, policies
from vendors.counter.models import CounterSession
from vendors.counter.presenters import CONFIRMED_IN_FULL
from vendors.counter.session_views import seen_session
from vendors.policies import EDITABLE

PAPER_LANGUAGE = moments.PAPER_LANGUAGE


@never_cache
@require_safe
@login_required
def counter_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the sheet to be printed and signed, of exactly the state that was noted for it."""
    session = seen_session(request, public_id)
    require(policies.can_work(actor_of(request), session))
    vendor = session.vendor
    if vendor is None or session.printed_upto != policies.last_entry(vendor):
        messages.info(request, _("Press “Print the sheet” once more: something was typed since."))
        return redirect(_back(session))
    with translation.override(PAPER_LANGUAGE):
        context = {
            "session": session,
            "vendor": vendor,
            "parts": shops.summary(vendor, in_full=CONFIRMED_IN_FULL),
            "papers": [paper for paper in shops.papers(vendor) if paper["document"]],
            "text": consent.TEXTS[session.consent or consent.CURRENT],
            "today": moments.paper_day(session.day),
            "back_url": _back(session),
        }
        return render(request, "counter/sheet.html", context)


@never_cache
@require_safe
@login_required
def counter_handout(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the slip: the number, how to sign in, when an answer comes, what is missing."""
    session = seen_session(request, public_id)
    require(policies.can_close(actor_of(request), session))
    vendor = session.vendor
    if vendor is None:
        return redirect("counter_session", session.public_id)
    due = shop_queries.review_due_at(vendor) if vendor.status not in EDITABLE else None
    owner = shop_queries.owner_of(vendor)
    with translation.override(PAPER_LANGUAGE):
        missing = missing_fields(vendor, shop_queries.current_documents(vendor))
        context = {
            "session": session,
            "vendor": vendor,
            "owner": owner,
            "phone": phones.masked(owner.phone) if owner and owner.phone else "",
            "sign_in": own_link(reverse("account_login")).split("://", 1)[-1],
            "due": moments.paper_moment(due.due_at, vendor.time_zone) if due else "",
            "missing": [label for labels in missing.values() for label in labels],
            "is_editable": vendor.status in EDITABLE,
            "today": moments.paper_day(session.day),
            "back_url": reverse("counter_session", args=[session.public_id]),
        }
        return render(request, "counter/handout.html", context)


def _back(session: CounterSession) -> str:
    return reverse("counter_summary", args=[session.public_id])
