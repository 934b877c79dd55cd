"""Pages of the shop: its sanctions, and what its owner does about each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.acting import acting_vendor, asks_to_switch
from vendors.sanctions import policies, presenters, queries, services
from vendors.sanctions.forms import WordsForm
from vendors.sanctions.models import RequestKind, Sanction, SanctionStatus

PER_PAGE = 25


@require_safe
@login_required
@asks_to_switch
def shop_sanctions(request: HttpRequest) -> HttpResponse:
    """List the sanctions of the chosen shop, with who must act next."""
    vendor = acting_vendor(request)
    if vendor is None:
        raise Http404
    page = page_of(request, queries.of_shop(vendor), PER_PAGE)
    context = {
        "vendor": vendor,
        "page": page,
        "rows": [(row, presenters.next_step(row)) for row in page],
        "crumbs": [(_("My shop"), reverse("vendor_home")), (_("Sanctions"), "")],
        "nav_active": "vendor_home",
    }
    return render(request, "sanctions/mine.html", context)


@get_or_post
@login_required
def shop_sanction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one sanction to the people of the shop; its owner confirms, answers or appeals."""
    row = _own(request, public_id)
    if request.method != "POST":
        return _show(request, row, WordsForm())
    require(policies.can_answer(actor_of(request), row))
    act = request.POST.get("act", "")
    if act == "read":
        services.confirm_reading(sanction_id=row.pk, actor=actor_of(request))
        messages.success(request, _("Noted that you have read it."))
        return redirect("shop_sanction", row.public_id)
    form = WordsForm(request.POST, request.FILES)
    if act not in {"answer", "appeal"} or not form.is_valid():
        return _show(request, row, form, status=422)
    try:
        done = _take(request, row, act, form)
    except DomainError as refused:
        refused.add_to(form)
        return _show(request, _own(request, public_id), form, status=refused.http_status)
    messages.success(request, done)
    return redirect("shop_sanction", row.public_id)


def _own(request: HttpRequest, public_id: UUID) -> Sanction:
    rows = queries.with_shop(policies.of_shops_of(actor_of(request)))
    return get_object_or_404(rows, public_id=public_id)


def _take(request: HttpRequest, row: Sanction, act: str, form: WordsForm) -> str:
    """Carry out one step and return what is said of it. Raises: DomainError."""
    user = actor_of(request)
    said: dict[str, Any] = {
        "sanction_id": row.pk,
        "words": form.cleaned_data["words"],
        "uploads": form.uploads(),
        "actor": user,
    }
    if act == "answer":
        services.answer_proposal(**said)
        return _("Your answer was sent. Another person than the proposer decides.")
    services.appeal(**said)
    return _("Your appeal was sent. Somebody who had no part in the sanction decides.")


def _show(
    request: HttpRequest, row: Sanction, form: WordsForm, *, status: int = 200
) -> HttpResponse:
    may_act = bool(policies.can_answer(actor_of(request), row))
    asked = list(row.requests.filter(kind=RequestKind.APPEAL))
    in_force = row.status == SanctionStatus.IN_FORCE
    today = clock.today(row.vendor.time_zone)
    may_appeal = bool(row.appeal_until and today <= row.appeal_until) and not asked
    heard = row.status == SanctionStatus.PROPOSED and row.answered_at is None
    context = {
        "row": row,
        "next": presenters.next_step(row),
        "files": row.files.select_related("file") if may_act else (),
        "subjects": row.subjects.all(),
        "steps": row.steps.all(),
        "requests": asked,
        "may_act": may_act,
        "can_confirm": may_act and in_force and row.read_at is None,
        "can_answer": may_act and heard and queries.is_heard_today(row),
        "can_appeal": may_act and in_force and may_appeal,
        "form": form,
        "zone": row.vendor.time_zone,
        "crumbs": [
            (_("My shop"), reverse("vendor_home")),
            (_("Sanctions"), reverse("shop_sanctions")),
            (row.number, ""),
        ],
        "nav_active": "vendor_home",
    }
    return render(request, "sanctions/my_sanction.html", context, status=status)
