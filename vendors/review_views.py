"""Pages of the verifier: the queue, the review, rejection. Auditors read them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core.errors import Conflict, DomainError
from marketplace.core.policy import require
from marketplace.core.text import clean_text
from marketplace.web import panels
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors import policies, presenters, queries, queue_queries, review_presenters, services
from vendors.application import reviewed_fields
from vendors.forms import ReasonForm
from vendors.models import Vendor, VendorStatus
from vendors.queue_form import QueueForm
from vendors.queue_rows import queue_row
from vendors.return_reasons import reason_in_words
from vendors.review_presenters import Decision

PER_PAGE = 25
TABS = (
    VendorStatus.SUBMITTED,
    VendorStatus.RETURNED,
    VendorStatus.APPROVED,
    VendorStatus.SUSPENDED,
    VendorStatus.REJECTED,
)


@require_safe
@login_required
def vendor_queue(request: HttpRequest) -> HttpResponse:
    """List the applications of one status, the most urgent first."""
    user = actor_of(request)
    require(policies.can_see_queue(user))
    status = request.GET.get("status", VendorStatus.SUBMITTED)
    if status not in TABS:
        raise Http404
    counts = queue_queries.queue_counts(user)
    is_waiting = status == VendorStatus.SUBMITTED
    form = QueueForm(request.GET, regencies=queue_queries.regencies_of(user))
    rows = queue_queries.review_queue(user, status, form.sought())
    counted = None if form.address() else counts.get(status, 0)
    page = page_of(request, rows, PER_PAGE, counted=counted)
    context = {
        "page": page,
        "rows": [queue_row(vendor, is_waiting=is_waiting) for vendor in page],
        "tabs": [(tab, counts.get(tab, 0)) for tab in TABS],
        "status": status,
        "form": form,
        "sought": form.address(),
        "is_waiting": is_waiting,
        "changes": queue_queries.pending_changes(user)[:PER_PAGE] if is_waiting else (),
        "panels": panels.collect("vendor_queue.panels", request) if is_waiting else (),
        "nav_active": "vendor_queue",
    }
    return render(request, "vendors/queue.html", context)


def _queue_crumb(user: User) -> tuple[str, str]:
    waiting = queue_queries.queue_counts(user).get(VendorStatus.SUBMITTED, 0)
    return _("Queue, %(number)s waiting") % {"number": waiting}, reverse("vendor_queue")


def _visible(request: HttpRequest, public_id: UUID) -> Vendor:
    """Return an application the person may see; the same 404 for missing and foreign ones."""
    user = actor_of(request)
    vendors = queries.with_region(policies.reviewable_by(user))
    vendor = vendors.filter(public_id=public_id).first()
    if vendor is None:
        raise Http404
    return vendor


@get_or_post
@login_required
def vendor_review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an application field by field and take the verdict."""
    vendor = _visible(request, public_id)
    if request.method != "POST":
        return _show_review(request, vendor)
    require(policies.can_review(actor_of(request), vendor))
    typed = _decisions(request, vendor)
    act = request.POST.get("act", "")
    if act.startswith("reveal:"):
        return _reveal(request, vendor, typed, act.removeprefix("reveal:"))
    if act not in {"approve", "return"}:
        return _show_review(request, vendor, typed=typed)
    try:
        _decide(request, vendor, typed, act)
    except DomainError as refused:
        return _refuse(request, vendor, typed, refused)
    return redirect("vendor_queue")


def _decisions(request: HttpRequest, vendor: Vendor) -> dict[str, Decision]:
    return {
        field: Decision(
            verdict=_verdict(request.POST.get(field, "")),
            reason=clean_text(request.POST.get(f"{field}-reason", "")),
            usual=request.POST.get(f"{field}-usual", ""),
        )
        for field in reviewed_fields(vendor)
    }


def _verdict(typed: str) -> str:
    return typed if typed in {review_presenters.CORRECT, review_presenters.RETURN} else ""


def _decide(request: HttpRequest, vendor: Vendor, typed: Mapping[str, Decision], act: str) -> None:
    """Carry out the verdict, once every row has one. Raises: DomainError."""
    open_row = next((field for field, row in typed.items() if not row.verdict), "")
    if open_row:
        raise services.InvalidField(
            _("Say whether this is correct or goes back to the applicant."), field=open_row
        )
    returned = _returned(vendor, typed)
    seen_at = _seen_at(request)
    user = actor_of(request)
    if returned or act == "return":
        services.return_application(
            vendor_id=vendor.pk, returned=returned, actor=user, seen_at=seen_at
        )
        messages.success(request, _("%(name)s was returned.") % {"name": vendor.name})
    else:
        services.approve_application(vendor_id=vendor.pk, actor=user, seen_at=seen_at)
        messages.success(request, _("%(name)s is approved.") % {"name": vendor.name})


def _returned(vendor: Vendor, typed: Mapping[str, Decision]) -> dict[str, str]:
    """Return the reason of each returned field in the language of the owner, who reads it."""
    owner = queries.owner_of(vendor)
    language = owner.language if owner else get_language()
    return {
        field: reason_in_words(field, row.usual, row.reason, language=language)
        for field, row in typed.items()
        if row.returned
    }


def _seen_at(request: HttpRequest) -> datetime | None:
    """Return the submission the page showed. Raises: Conflict for what no page of ours wrote."""
    sent = request.POST.get("seen_at", "")
    try:
        seen = parse_datetime(sent)
    except ValueError:  # it looks like a moment and is none
        seen = None
    if sent and (seen is None or seen.tzinfo is None):
        raise Conflict(_("Reload the page and try again."))
    return seen


def _refuse(
    request: HttpRequest, vendor: Vendor, typed: dict[str, Decision], refused: DomainError
) -> HttpResponse:
    """Show the sentence beside its row, or above the rows."""
    field = str(refused.details.get("field", ""))
    if field in typed:
        row = typed[field]
        typed = {**typed, field: Decision(row.verdict, row.reason, refused.message, row.usual)}
        refused_above = ""
    else:
        refused_above = refused.message
    return _show_review(
        request, vendor, typed=typed, problem=refused_above, status=refused.http_status
    )


def _reveal(
    request: HttpRequest, vendor: Vendor, typed: Mapping[str, Decision], field: str
) -> HttpResponse:
    services.reveal_field(vendor_id=vendor.pk, field=field, actor=actor_of(request))
    return _show_review(request, vendor, typed=typed, revealed=field)


def _show_review(
    request: HttpRequest,
    vendor: Vendor,
    *,
    typed: Mapping[str, Decision] | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    user = actor_of(request)
    revealed = str(extra.get("revealed", ""))
    may_judge = policies.can_review(user, vendor)
    papers = [paper for paper in presenters.papers(vendor) if paper["document"]]
    kinds = [paper["kind"] for paper in papers]
    deadline = queries.review_due_at(vendor)
    shown = request.POST.get("paper", "")
    rows = review_presenters.review_rows(vendor, user, typed=typed or {}, revealed=revealed)
    context = {
        "vendor": vendor,
        "rows": rows,
        "settled": [row for row in rows if row.is_settled],
        "papers": papers,
        "paper": shown if shown in kinds else next(iter(kinds), ""),
        "crumbs": [_queue_crumb(user), (vendor.number, "")],
        "due": presenters.due_note(deadline.due_at if deadline else None, vendor.time_zone),
        "history": vendor.status_changes.select_related("changed_by").order_by("pk"),
        "channels": queries.open_channels(vendor),
        "can_decide": bool(may_judge) and vendor.status == VendorStatus.SUBMITTED,
        "changes": queries.changes_of(vendor),
        "can_name_owner": queries.lacks_owner(vendor)
        and bool(policies.can_name_owner(user, vendor)),
        "panels": panels.collect("vendor.review", request, vendor),
        "zone": vendor.time_zone,
        "nav_active": "vendor_queue",
        **extra,
    }
    return render(request, "vendors/review.html", context, status=status)


def _with_reason(
    request: HttpRequest, public_id: UUID, words: dict[str, str], use_case: Callable[..., Vendor]
) -> HttpResponse:
    """Ask for a reason and carry out one step with it."""
    vendor = _visible(request, public_id)
    require(policies.can_review(actor_of(request), vendor))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                use_case(
                    vendor_id=vendor.pk,
                    reason=form.cleaned_data["reason"],
                    actor=actor_of(request),
                )
                messages.success(request, words["done"] % {"name": vendor.name})
                return redirect("vendor_review", vendor.public_id)
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
    here = (vendor.number, reverse("vendor_review", args=[vendor.public_id]))
    context = {
        "vendor": vendor,
        "form": form,
        "words": words,
        "crumbs": [_queue_crumb(actor_of(request)), here, (words["title"], "")],
        "nav_active": "vendor_queue",
    }
    return render(request, "vendors/reason.html", context, status=status)


@get_or_post
@login_required
def vendor_reject(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Reject an application for good."""
    words = {
        "title": _("Reject the application"),
        "explain": _("This is final. To have single fields repaired, return the application."),
        "submit": _("Reject for good"),
        "done": _("%(name)s was rejected."),
    }
    return _with_reason(request, public_id, words, services.reject_application)
