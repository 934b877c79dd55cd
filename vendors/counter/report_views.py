"""The report of a day per counter: on a page, on paper, as a table."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import clock, moments, sheets
from marketplace.core.policy import require
from vendors.counter import policies, reports
from vendors.counter.forms import ReportForm

FILES: Final = {"csv": sheets.CSV, "xlsx": sheets.XLSX}
WIDTHS: Final = (12, 22, 26, 10, 12, 10, 12, 12, 12, 10, 12, 60)


@require_safe
@login_required
def counter_report(request: HttpRequest) -> HttpResponse:
    """Show what each counter did on a day."""
    found, form = _asked(request)
    context = {**_context(request, found), "form": form, "nav_active": "counter_report"}
    return render(request, "counter/report.html", context)


@require_safe
@login_required
def counter_report_paper(request: HttpRequest) -> HttpResponse:
    """Show the same on a sheet to be printed; papers are Indonesian."""
    with translation.override(moments.PAPER_LANGUAGE):
        found, _form = _asked(request)
        context = _context(request, found)
        context["back_url"] = f"{reverse('counter_report')}?{context['query']}"
        return render(request, "counter/report_paper.html", context)


@require_safe
@login_required
def counter_report_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand the same out as a table; nobody is named in it."""
    if kind not in FILES:
        raise Http404
    found, _form = _asked(request)
    heads, rows = reports.headings(), reports.table(found)
    content = (
        sheets.csv_bytes(heads, rows)
        if kind == "csv"
        else sheets.xlsx_bytes("Loket", heads, rows, widths=WIDTHS)
    )
    answer = HttpResponse(content, content_type=FILES[kind])
    name = f"loket-{found.tenant.slug}-{found.day.isoformat()}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(request: HttpRequest) -> tuple[reports.Report, ReportForm]:
    """Return the report of the market, day and counter of the address; today's without."""
    user = actor_of(request)
    require(policies.can_read_report(user))
    tenants = reports.tenants_of(user)
    form = ReportForm(request.GET, tenants=tenants)
    tenant, day, desk = form.asked()
    market = desk.tenant if desk is not None and tenant is None else tenant or tenants[0]
    desks = reports.desks_of(market)
    chosen = [one for one in desks if desk is None or one.pk == desk.pk] or desks
    return reports.report(market, day or clock.today(market.time_zone), chosen), form


def _context(request: HttpRequest, found: reports.Report) -> dict[str, Any]:
    asked = {"tanggal": found.day.isoformat(), "pasar": str(found.tenant.pk)}
    if request.GET.get("loket", "").isdigit():
        asked["loket"] = request.GET["loket"]
    return {
        "report": found,
        "day_words": moments.day(found.day),
        "query": urlencode(asked),
        "zone": found.tenant.time_zone,
    }
