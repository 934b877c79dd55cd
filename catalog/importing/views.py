"""Pages of sheets of goods: sent, headings confirmed, looked at, repaired, taken in, handed out."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.importing import policies, presenters, queries, services
from catalog.importing.forms import (
    GoodsSheetForm,
    HeadingsForm,
    PicturesForm,
    RowForm,
    prices_of,
)
from catalog.importing.messages import problem_words
from catalog.importing.models import GoodsImport, GoodsVerdict
from catalog.importing.rules import ROWS_KEPT_DAYS, ImportState
from marketplace.accounts.actor import actor_of
from marketplace.core import sheets
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import download, get_or_post, swaps
from vendors.acting import acting_vendor
from vendors.models import Vendor
from vendors.policies import VendorAct

PER_PAGE: Final = 50
LAST_SHEETS: Final = 10
SHOWN: Final = (
    *(GoodsVerdict.ERROR, GoodsVerdict.ASK, GoodsVerdict.NEW, GoodsVerdict.CHANGED),
    GoodsVerdict.SAME,
)
MOVING: Final = frozenset({ImportState.JUDGING, ImportState.RUNNING})


def _own_vendor(request: HttpRequest) -> Vendor:
    vendor = acting_vendor(request, to=VendorAct.SELL)
    if vendor is None:
        raise NotAllowed(_("Only the owner and the staff of a shop send sheets of its goods."))
    require(policies.can_send(actor_of(request), vendor))
    return vendor


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    first = (_("My goods"), reverse("vendor_products"))
    if not last:
        return [first, (_("Import and export"), "")]
    return [first, (_("Import and export"), reverse("goods_imports")), *last]


@get_or_post
@login_required
def goods_imports(request: HttpRequest) -> HttpResponse:
    """Take a sheet; hand out the template and all goods; list the last sheets."""
    vendor = _own_vendor(request)
    sent = request.method == "POST"
    form = GoodsSheetForm(request.POST, request.FILES) if sent else GoodsSheetForm()
    status = 422 if sent else 200
    if form.is_valid():
        try:
            sheet = services.send_sheet(
                vendor_id=vendor.pk, upload=form.cleaned_data["sheet"], actor=actor_of(request)
            )
            return redirect("goods_import", sheet.public_id)
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
    rows = list(vendor.goods_imports.all()[:LAST_SHEETS])
    context = {
        "vendor": vendor,
        "form": form,
        "sheet": queries.open_import(vendor),
        "last": [(row, queries.state_of(row).value, queries.progress_of(row)) for row in rows],
        "crumbs": _crumbs(),
        "nav_active": "vendor_products",
    }
    return render(request, "importing/imports.html", context, status=status)


@never_cache
@require_safe
@login_required
def goods_template(request: HttpRequest) -> HttpResponse:
    """Hand out the sheet that a shop fills in."""
    vendor = _own_vendor(request)
    return download(presenters.template(vendor), "templat-barang.xlsx", sheets.XLSX)


@never_cache
@require_safe
@login_required
def goods_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out all goods of the shop."""
    vendor = _own_vendor(request)
    if kind == "csv":
        return download(presenters.exported_csv(vendor), "barang.csv", sheets.CSV)
    if kind == "xlsx":
        return download(presenters.exported(vendor), "barang.xlsx", sheets.XLSX)
    raise Http404


def _sheet(request: HttpRequest, public_id: UUID) -> GoodsImport:
    return get_object_or_404(policies.visible_to(actor_of(request)), public_id=public_id)


@never_cache
@require_safe
@login_required
def goods_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a sheet: what it would do, how far it is, or what it did. htmx swaps the progress."""
    sheet = _sheet(request, public_id)
    state = queries.state_of(sheet)
    if state == ImportState.MAPPING:
        return redirect("goods_headings", sheet.public_id)
    context = _shown(request, sheet, state)
    if swaps(request) and state in MOVING:
        return render(request, "importing/_progress.html", context)
    response = render(request, "importing/import.html", context)
    if swaps(request):
        response["HX-Refresh"] = "true"
    return response


def _shown(request: HttpRequest, sheet: GoodsImport, state: ImportState) -> dict[str, Any]:
    progress = queries.progress_of(sheet)
    wanted = request.GET.get("jenis", "")
    verdict = wanted if wanted in SHOWN else ""
    if not verdict:
        verdict = next((one for one in SHOWN if progress.counts.get(one)), GoodsVerdict.NEW)
    page = page_of(request, sheet.rows.filter(verdict=verdict), PER_PAGE)
    counts = [(one.value, one.label, progress.counts.get(one.value, 0)) for one in SHOWN]
    return {
        "sheet": sheet,
        "vendor": sheet.vendor,
        "state": state.value,
        "progress": progress,
        "page": page,
        "rows": [presenters.row_shown(row) for row in page],
        "verdict": str(verdict),
        "verdicts": counts,
        "days": ROWS_KEPT_DAYS,
        "pictures": PicturesForm(),
        "crumbs": _crumbs((sheet.file_name, "")),
        "nav_active": "vendor_products",
    }


@get_or_post
@login_required
def goods_headings(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once which column of an export is which."""
    sheet = _sheet(request, public_id)
    form = HeadingsForm(request.POST or None, sheet=sheet)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_headings(import_id=sheet.pk, actor=actor_of(request), **form.given())
            return redirect("goods_import", sheet.public_id)
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
    context = {
        "sheet": sheet,
        "form": form,
        "crumbs": _crumbs((sheet.file_name, "")),
        "nav_active": "vendor_products",
    }
    return render(request, "importing/headings.html", context, status=status)


@get_or_post
@login_required
def goods_row(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Edit the cells of one row; it is judged again at once."""
    sheet = _sheet(request, public_id)
    row = get_object_or_404(sheet.rows, row_number=number)
    sent = request.method == "POST"
    form = RowForm(request.POST if sent else row.said, row=row)
    status = 422 if sent else 200
    if form.is_valid() and sent:
        try:
            row = services.repair_row(
                import_id=sheet.pk, row_number=number, cells=form.cells(), actor=actor_of(request)
            )
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            if row.verdict != GoodsVerdict.ERROR:
                messages.success(request, _("The row is repaired."))
                return redirect("goods_import", sheet.public_id)
    for problem in row.problems:
        if problem["code"] != "price_jumps" and problem["column"] in form.fields:
            form.add_error(problem["column"], problem_words(problem))
    context = {
        "sheet": sheet,
        "row": row,
        "form": form,
        "crumbs": _crumbs(
            (sheet.file_name, reverse("goods_import", args=[sheet.public_id])),
            (_("Row %(number)s") % {"number": row.row_number}, ""),
        ),
        "nav_active": "vendor_products",
    }
    return render(request, "importing/row.html", context, status=status)


def _act(request: HttpRequest, public_id: UUID, use_case: Callable[..., Any]) -> HttpResponse:
    sheet = _sheet(request, public_id)
    try:
        use_case(import_id=sheet.pk, actor=actor_of(request))
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect("goods_import", sheet.public_id)


@require_POST
@login_required
def goods_import_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the rows be taken in."""
    return _act(request, public_id, services.start_import)


@require_POST
@login_required
def goods_import_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the sheet aside."""
    return _act(request, public_id, services.cancel_import)


@require_POST
@login_required
def goods_import_prices(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mean the prices that were ticked."""
    prices = prices_of(request.POST.getlist("harga"))

    def confirm(**given: Any) -> object:
        return services.confirm_prices(prices=prices, **given)

    return _act(request, public_id, confirm)


@require_POST
@login_required
def goods_import_pictures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a zip of photos; a refusal comes back beside the field."""
    sheet = _sheet(request, public_id)
    form = PicturesForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            number = services.send_pictures(
                import_id=sheet.pk,
                upload=form.cleaned_data["pictures"],
                actor=actor_of(request),
            )
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, _("%(number)s photos have arrived.") % {"number": number})
            return redirect("goods_import", sheet.public_id)
    context = {**_shown(request, sheet, queries.state_of(sheet)), "pictures": form}
    return render(request, "importing/import.html", context, status=status)


@never_cache
@require_safe
@login_required
def goods_import_failed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the rows to repair as a sheet of their own."""
    sheet = _sheet(request, public_id)
    require(policies.can_send(actor_of(request), sheet.vendor))
    rows = sheet.rows.filter(verdict__in=[GoodsVerdict.ERROR, GoodsVerdict.ASK])
    content = presenters.failed_rows(rows.iterator(chunk_size=500))
    return download(content, "perlu-diperbaiki.xlsx", sheets.XLSX)
