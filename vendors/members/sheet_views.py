"""Pages of a sheet of members: sent, looked at, taken in or put aside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import sheets
from marketplace.core.errors import DomainError
from marketplace.web.paging import page_of
from marketplace.web.requests import download, get_or_post
from vendors.members import presenters, queries, services
from vendors.members.forms import SheetForm
from vendors.members.models import MemberSheet, RowVerdict
from vendors.members.views import NAV, PER_PAGE, crumbs, own_cooperative

TAKE, ASIDE = "ambil", "sisihkan"


@require_safe
@login_required
def coop_template(request: HttpRequest) -> HttpResponse:
    """Hand out the sheet to fill in, with the regions of the province."""
    content = presenters.template(own_cooperative(request))
    return download(content, "anggota-koperasi.xlsx", sheets.XLSX)


@get_or_post
@login_required
def coop_upload(request: HttpRequest) -> HttpResponse:
    """Take a sheet of members and show what it would change."""
    vendor = own_cooperative(request)
    form, status = SheetForm(), 200
    if request.method == "POST":
        form, status = SheetForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                sheet = services.send_sheet(
                    vendor_id=vendor.pk, upload=form.cleaned_data["sheet"], actor=actor_of(request)
                )
                return redirect("coop_sheet", sheet.public_id)
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
    context = {
        "vendor": vendor,
        "form": form,
        "sheet": queries.open_sheet(vendor),
        "crumbs": crumbs(_("Send a sheet")),
        "nav_active": NAV,
    }
    return render(request, "members/upload.html", context, status=status)


@never_cache
@get_or_post
@login_required
def coop_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a sheet would do, row by row; take it in, or put it aside."""
    vendor = own_cooperative(request)
    sheet = get_object_or_404(MemberSheet, public_id=public_id, vendor=vendor)
    if request.method == "POST":
        return _decide(request, sheet)
    rows = queries.rows_of(sheet)
    asked = request.GET.get("jenis", "")
    chosen = asked if asked in RowVerdict.values else _first(sheet)
    page = page_of(request, [row for row in rows if row["verdict"] == chosen], PER_PAGE)
    context: dict[str, Any] = {
        "sheet": sheet,
        "to_take": sheet.number_of("new") + sheet.number_of("changed"),
        "wrong": sheet.number_of("wrong"),
        "verdict": chosen,
        "verdicts": [(one.value, one.label, sheet.number_of(one.value)) for one in RowVerdict],
        "rows": [presenters.row_shown(row) for row in page],
        "page_obj": page,
        "crumbs": crumbs(sheet.file_name),
        "nav_active": NAV,
    }
    return render(request, "members/sheet.html", context)


def _first(sheet: MemberSheet) -> str:
    """Return the rows that are shown first: what is to be repaired, then what is new."""
    order = (RowVerdict.WRONG, RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.SAME)
    return next((one.value for one in order if sheet.number_of(one.value)), RowVerdict.NEW.value)


def _decide(request: HttpRequest, sheet: MemberSheet) -> HttpResponse:
    act = request.POST.get("act", "")
    try:
        if act == TAKE:
            taken = services.take_sheet_in(sheet_id=sheet.pk, actor=actor_of(request))
            words = ngettext(
                "%(number)s member is taken in.", "%(number)s members are taken in.", taken
            )
            messages.success(request, words % {"number": taken})
            return redirect("coop_members")
        if act == ASIDE:
            services.put_sheet_aside(sheet_id=sheet.pk, actor=actor_of(request))
            messages.success(request, _("Put aside; no member has changed."))
            return redirect("coop_members")
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.error(request, _("Choose: take the rows in, or put the sheet aside."))
    return redirect("coop_sheet", sheet.public_id)
