"""Pages of sanctions: the public list, and the pages of those who oversee shops."""

import csv
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
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.models import Vendor
from vendors.policies import reviewable_by
from vendors.queries import with_region
from vendors.sanctions import policies, presenters, queries, services
from vendors.sanctions.forms import CASE_FORMS, BlacklistForm, CaseForm, LiftForm, VerdictForm
from vendors.sanctions.models import (
    LiftRequest,
    RequestStatus,
    Sanction,
    SanctionKind,
    SanctionStatus,
)

PER_PAGE = 25
TABS = tuple(SanctionStatus)
# A program that opens the list as a sheet would run a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def public_sanctions(request: HttpRequest) -> HttpResponse:
    """Show everybody which shops may not sell now, by what ground and until when."""
    page = page_of(request, queries.public_list(), PER_PAGE)
    return render(request, "sanctions/public.html", {"page": page})


@require_safe
def public_sanctions_csv(_request: HttpRequest) -> HttpResponse:
    """Return the same list as a table for programs."""
    day = clock.today(HOME_ZONE).isoformat()
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="sanksi-{day}.csv"'},
    )
    sheet = csv.writer(answer)
    sheet.writerow(
        ["number", "kind", "shop", "shop_number", "ground", "from", "until", "appeal_pending"]
    )
    for row in queries.public_list().iterator(chunk_size=500):
        cells = (
            row.number,
            row.kind,
            row.vendor.name,
            row.vendor.number,
            row.ground,
            row.starts_on,
            row.ends_on,
            "yes" if getattr(row, "appealed", False) else "no",
        )
        sheet.writerow([_cell(cell) for cell in cells])
    return answer


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


# ---- those who oversee shops


@require_safe
@login_required
def sanction_list(request: HttpRequest) -> HttpResponse:
    """List the sanctions of the region, with who must act next."""
    user = actor_of(request)
    require(policies.can_see_list(user))
    status = request.GET.get("status", SanctionStatus.PROPOSED)
    if status not in TABS:
        raise Http404
    page = page_of(request, queries.overseen(user, status), PER_PAGE)
    counts = queries.counts(user)
    context = {
        "page": page,
        "rows": [(row, presenters.next_step(row)) for row in page],
        "tabs": [(tab, counts.get(tab, 0)) for tab in TABS],
        "status": status,
        "requests": queries.requests_to_decide(user)[:PER_PAGE],
        "nav_active": "sanction_list",
    }
    return render(request, "sanctions/list.html", context)


@get_or_post
@login_required
def sanction_new(request: HttpRequest, public_id: UUID, word: str) -> HttpResponse:
    """Impose one kind of sanction on a shop, or propose the blacklist."""
    user = actor_of(request)
    door = presenters.DOORS.get(word)
    if door is None:
        raise Http404
    vendor = get_object_or_404(with_region(reviewable_by(user)), public_id=public_id)
    require(policies.can_sanction(user, vendor))
    make = CASE_FORMS[door.kind]
    if request.method != "POST":
        return _ask(request, vendor, door, make(vendor=vendor))
    form = make(request.POST, request.FILES, vendor=vendor)
    if not form.is_valid():
        return _ask(request, vendor, door, form, status=422)
    try:
        IMPOSE[door.kind](vendor_id=vendor.pk, case=form.case(), actor=user, **form.asked())
    except DomainError as refused:
        refused.add_to(form)
        return _ask(request, vendor, door, form, status=refused.http_status)
    messages.success(request, str(door.done) % {"name": vendor.name})
    return redirect("vendor_review", vendor.public_id)


IMPOSE: dict[SanctionKind, Any] = {
    SanctionKind.WARNING: services.give_warning,
    SanctionKind.LISTING_HIDDEN: services.hide_listings,
    SanctionKind.SUSPENSION: services.suspend_vendor,
    SanctionKind.BLACKLIST: services.propose_blacklist,
}


def _ask(
    request: HttpRequest,
    vendor: Vendor,
    door: presenters.Door,
    form: CaseForm,
    *,
    status: int = 200,
) -> HttpResponse:
    review = reverse("vendor_review", args=[vendor.public_id])
    context = {
        "vendor": vendor,
        "door": door,
        "form": form,
        "warnings": queries.warnings_in_window(vendor),
        "crumbs": [
            (_("Verification"), reverse("vendor_queue")),
            (vendor.number, review),
            (str(door.title), ""),
        ],
        "nav_active": "vendor_queue",
    }
    return render(request, "sanctions/new.html", context, status=status)


@get_or_post
@login_required
def sanction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one sanction with all that was said, and take the next step of whoever may."""
    user = actor_of(request)
    row = _overseen(user, public_id)
    if request.method != "POST":
        return _show(request, row)
    act = request.POST.get("act", "")
    form = _form_of(act, request)
    if form is None:
        return _show(request, row, status=422)
    if not form.is_valid():
        return _show(request, row, status=422, **{_slot(act): form})
    try:
        done = _take(row, act, form.cleaned_data, request)
    except DomainError as refused:
        refused.add_to(form)
        row = _overseen(user, public_id)
        return _show(request, row, status=refused.http_status, **{_slot(act): form})
    messages.success(request, done)
    return redirect("sanction", row.public_id)


def _overseen(user: User, public_id: UUID) -> Sanction:
    rows = queries.with_shop(policies.overseen_by(user))
    return get_object_or_404(rows.select_related("proposed_by", "decided_by"), public_id=public_id)


def _slot(act: str) -> str:
    """Return under which name the page shows the form of an act."""
    return {"approve": "verdict", "dismiss": "verdict", "lift": "lift"}.get(act, "judgement")


def _form_of(act: str, request: HttpRequest) -> Any:
    kinds: dict[str, Any] = {
        "approve": BlacklistForm,
        "dismiss": BlacklistForm,
        "lift": LiftForm,
        "grant": VerdictForm,
        "refuse": VerdictForm,
    }
    return kinds[act](request.POST) if act in kinds else None


def _take(row: Sanction, act: str, typed: dict[str, Any], request: HttpRequest) -> str:
    """Carry out one step and return what is said of it. Raises: DomainError."""
    user = actor_of(request)
    if act in {"approve", "dismiss"}:
        services.decide_proposal(
            sanction_id=row.pk,
            approve=act == "approve",
            reason=typed["reason"],
            ends_on=typed["ends_on"],
            actor=user,
        )
        return _("Decided. The shop was told.")
    if act == "lift":
        services.ask_lift(sanction_id=row.pk, words=typed["words"], actor=user)
        return _("Proposed. A second person decides.")
    pending = _request_named(request, row)
    services.decide_request(
        request_id=pending.pk, grant=act == "grant", reason=typed["reason"], actor=user
    )
    return (
        _("Decided. The shop was told.") if act == "grant" else _("Refused; the sanction stands.")
    )


def _request_named(request: HttpRequest, row: Sanction) -> LiftRequest:
    """Return the request a form was about; the same 404 for a foreign and a forged one."""
    try:
        named = UUID(request.POST.get("request", ""))
    except ValueError:
        raise Http404 from None
    return get_object_or_404(row.requests, public_id=named)


def _show(request: HttpRequest, row: Sanction, *, status: int = 200, **forms: Any) -> HttpResponse:
    user = actor_of(request)
    asked = list(row.requests.select_related("asked_by", "decided_by"))
    for one in asked:
        one.sanction = row
    in_force = row.status == SanctionStatus.IN_FORCE
    proposed = row.status == SanctionStatus.PROPOSED
    earliest, latest = services.blacklist_span(row)
    context = {
        "row": row,
        "next": presenters.next_step(row),
        "files": row.files.select_related("file"),
        "subjects": row.subjects.all(),
        "steps": row.steps.select_related("changed_by"),
        "requests": [(one, _may(user, one)) for one in asked],
        "can_decide": proposed and bool(policies.can_decide(user, row)),
        "decide_note": policies.can_decide(user, row).reason if proposed else "",
        "can_lift": in_force
        and bool(policies.can_ask_lift(user, row))
        and not any(one.kind == "lift" and one.status == RequestStatus.PENDING for one in asked),
        "verdict": BlacklistForm(initial={"ends_on": earliest}),
        "earliest": earliest,
        "latest": latest,
        "lift": LiftForm(),
        "judgement": VerdictForm(),
        "zone": row.vendor.time_zone,
        "crumbs": [(_("Sanctions"), reverse("sanction_list")), (row.number, "")],
        "nav_active": "sanction_list",
        **forms,
    }
    return render(request, "sanctions/detail.html", context, status=status)


def _may(user: User, request: LiftRequest) -> bool:
    is_open = request.status == RequestStatus.PENDING
    return is_open and bool(policies.can_decide_request(user, request))
