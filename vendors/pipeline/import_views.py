"""Pages of a sheet: sent, looked at, taken in while its progress is shown, repaired."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import sheets
from marketplace.core.errors import DomainError
from marketplace.web.paging import page_of
from marketplace.web.requests import download, get_or_post, swaps
from vendors.pipeline import policies, presenters, queries, services
from vendors.pipeline.forms import SheetForm
from vendors.pipeline.models import RowVerdict, TargetImport
from vendors.pipeline.rules import ROWS_KEPT_DAYS, ImportState
from vendors.pipeline.views import crumb_of, kept_list, lists_crumb

PER_PAGE: Final = 50


@get_or_post
@login_required
def target_upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a sheet and show what it would change."""
    found = kept_list(request, public_id)
    sent = request.method == "POST"
    form = SheetForm(request.POST, request.FILES) if sent else SheetForm()
    status = 422 if sent else 200
    if form.is_valid():
        try:
            sheet = services.send_sheet(
                list_id=found.pk, upload=form.cleaned_data["sheet"], actor=actor_of(request)
            )
            return redirect("target_import", sheet.public_id)
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
    context = {
        "list": found,
        "form": form,
        "sheet": queries.open_import(found),
        "crumbs": [lists_crumb(), crumb_of(found), (_("Send a sheet"), "")],
        "nav_active": "target_lists",
    }
    return render(request, "pipeline/upload.html", context, status=status)


def _sheet(request: HttpRequest, public_id: UUID) -> TargetImport:
    return get_object_or_404(policies.imports_of(actor_of(request)), public_id=public_id)


@never_cache
@require_safe
@login_required
def target_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a sheet: what it would do, how far it is, or what it did. htmx swaps the progress."""
    sheet = _sheet(request, public_id)
    state, progress = queries.state_of(sheet), queries.progress_of(sheet)
    context: dict[str, Any] = {
        "sheet": sheet,
        "list": sheet.list,
        "state": state.value,
        "progress": progress,
    }
    if swaps(request) and state == ImportState.RUNNING:
        return render(request, "pipeline/_progress.html", context)
    verdict = request.GET.get("jenis", "")
    chosen = verdict if verdict in RowVerdict.values else ""
    if not chosen:
        chosen = RowVerdict.ERROR if progress.counts.get(RowVerdict.ERROR) else RowVerdict.NEW
    page = page_of(request, sheet.rows.filter(verdict=chosen), PER_PAGE)
    context |= {
        "page": page,
        "rows": [presenters.row_shown(row) for row in page],
        "verdict": chosen,
        "verdicts": [
            (verdict.value, verdict.label, progress.counts.get(verdict.value, 0))
            for verdict in RowVerdict
        ],
        "errors": progress.counts.get(RowVerdict.ERROR, 0),
        "days": ROWS_KEPT_DAYS,
        "crumbs": [lists_crumb(), crumb_of(sheet.list), (sheet.file_name, "")],
        "nav_active": "target_lists",
    }
    response = render(request, "pipeline/import.html", context)
    if swaps(request):
        response["HX-Refresh"] = "true"
    return response


def _act(request: HttpRequest, public_id: UUID, use_case: Callable[..., Any]) -> HttpResponse:
    sheet = _sheet(request, public_id)
    try:
        use_case(import_id=sheet.pk, actor=actor_of(request))
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect("target_import", sheet.public_id)


@require_POST
@login_required
def target_import_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the rows be taken in."""
    return _act(request, public_id, services.start_import)


@require_POST
@login_required
def target_import_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the sheet aside."""
    return _act(request, public_id, services.cancel_import)


@never_cache
@require_POST
@login_required
def target_import_errors(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the rows to repair as a sheet of their own; that is written down."""
    sheet = _sheet(request, public_id)
    rows = services.read_failed_rows(import_id=sheet.pk, actor=actor_of(request))
    return download(presenters.failed_rows(rows), "perlu-diperbaiki.xlsx", sheets.XLSX)
