"""Pages of a sheet of the budget: sent, looked at, taken over or put aside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.budget import policies, presenters, queries, services
from marketplace.budget.forms import PlanSheetForm
from marketplace.budget.models import PlanSheet, RowVerdict, SheetKind
from marketplace.budget.views import (
    LINES,
    NAV,
    PACKAGES,
    PER_PAGE,
    address_of,
    agency_asked,
    crumbs,
    year_asked,
)
from marketplace.core import sheets
from marketplace.core.errors import DomainError
from marketplace.web.paging import page_of
from marketplace.web.requests import download, get_or_post

TAKE, ASIDE = "ambil", "sisihkan"
_NAMES = {SheetKind.LINES.value: "baris-dpa.xlsx", SheetKind.PACKAGES.value: "paket-rup.xlsx"}


@require_safe
@login_required
def budget_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out the sheet to fill in."""
    agency = agency_asked(request, to_keep=True)
    if kind not in _NAMES:
        raise Http404
    content = presenters.template(kind, year_asked(request, agency))
    return download(content, _NAMES[kind], sheets.XLSX)


@get_or_post
@login_required
def budget_upload(request: HttpRequest) -> HttpResponse:
    """Take a sheet and show what it would change."""
    agency = agency_asked(request, to_keep=True)
    asked = request.GET.get("jenis", "")
    kind = asked if asked in SheetKind.values else SheetKind.LINES.value
    form, status = PlanSheetForm(initial={"kind": kind}), 200
    if request.method == "POST":
        form, status = PlanSheetForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                sheet = services.send_sheet(
                    agency_id=agency.pk,
                    kind=form.cleaned_data["kind"],
                    upload=form.cleaned_data["sheet"],
                    actor=actor_of(request),
                )
                return redirect("budget_sheet", sheet.public_id)
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
    year = year_asked(request, agency)
    context = {
        "agency": agency,
        "form": form,
        "sheets": queries.open_sheets(agency.pk),
        "crumbs": crumbs(agency, year, PACKAGES, _("Send a sheet")),
        "nav_active": NAV,
    }
    return render(request, "budget/upload.html", context, status=status)


@get_or_post
@login_required
def budget_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a sheet would do, row by row; take it over, or put it aside."""
    kept = actor_of(request).agencies_as(*policies.KEEPERS)
    rows = PlanSheet.objects.select_related("agency__region")
    sheet = get_object_or_404(rows, public_id=public_id, agency__in=kept)
    if request.method == "POST":
        return _decide(request, sheet)
    asked = request.GET.get("jenis", "")
    chosen = asked if asked in RowVerdict.values else _first(sheet)
    found = [row for row in sheet.rows if row["verdict"] == chosen]
    page = page_of(request, found, PER_PAGE)
    context: dict[str, Any] = {
        "sheet": sheet,
        "to_take": sheet.number_of("new") + sheet.number_of("changed"),
        "wrong": sheet.number_of("wrong"),
        "verdict": chosen,
        "verdicts": [(one.value, one.label, sheet.number_of(one.value)) for one in RowVerdict],
        "rows": [presenters.row_shown(row) for row in page],
        "page_obj": page,
        "back": _back(request, sheet),
        "crumbs": crumbs(
            sheet.agency, year_asked(request, sheet.agency), PACKAGES, sheet.file_name
        ),
        "nav_active": NAV,
    }
    return render(request, "budget/sheet.html", context)


def _back(request: HttpRequest, sheet: PlanSheet) -> str:
    part = LINES if sheet.kind == SheetKind.LINES else PACKAGES
    return address_of(sheet.agency, year_asked(request, sheet.agency), part)


def _first(sheet: PlanSheet) -> str:
    """Return the rows that are shown first: what is to be repaired, then what is new."""
    order = (RowVerdict.WRONG, RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.SAME)
    return next((one.value for one in order if sheet.number_of(one.value)), RowVerdict.NEW.value)


def _decide(request: HttpRequest, sheet: PlanSheet) -> HttpResponse:
    act = request.POST.get("act", "")
    try:
        if act == TAKE:
            taken = services.take_sheet_over(sheet_id=sheet.pk, actor=actor_of(request))
            words = ngettext(
                "%(number)s row is taken over.", "%(number)s rows are taken over.", taken
            )
            messages.success(request, words % {"number": taken})
            return redirect(_back(request, sheet))
        if act == ASIDE:
            services.put_sheet_aside(sheet_id=sheet.pk, actor=actor_of(request))
            messages.success(request, _("Put aside; nothing of the budget has changed."))
            return redirect(_back(request, sheet))
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.error(request, _("Choose: take the rows over, or put the sheet aside."))
    return redirect("budget_sheet", sheet.public_id)
