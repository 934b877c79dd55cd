"""Pages that only read: the open figures, the cockpit, and each finished transaction."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.accounts.models import Tenant
from marketplace.core import clock, moments
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.moments import Style
from marketplace.core.whole_numbers import plain_number
from marketplace.insight import charts, queries, reach
from marketplace.web.paging import page_of

FILLS = ("fill-primary", "fill-primary/60", "fill-secondary", "fill-base-content/40")
FIRST_YEAR = 2024
PER_PAGE = 20


@require_safe
def cockpit(request: HttpRequest) -> HttpResponse:
    """Show where the money goes, for one tenant (``?pasar=``) and year (``?tahun=``) or all."""
    this_year = clock.today(HOME_ZONE).year
    year = _year(request.GET.get("tahun", ""), this_year)
    slug = request.GET.get("pasar", "")
    tenant = get_object_or_404(Tenant, slug=slug) if slug else None
    rows = queries.months(year, tenant)
    labels = [moments.day(date(year, row.month, 1), Style.MONTH_ONLY) for row in rows]
    values = [(row.micro, row.small, row.cooperative, row.other) for row in rows]
    return render(
        request,
        "insight/cockpit.html",
        {
            "year": year,
            "years": range(this_year, FIRST_YEAR - 1, -1),
            "tenant": tenant,
            "tenants": Tenant.objects.all(),
            "spend": queries.open_spend(year, tenant),
            "league": queries.agency_league(year, tenant)[:15],
            "months": list(zip(labels, rows, strict=True)),
            "bars": charts.stacked(values, labels, FILLS),
            "funnel": queries.vendor_funnel(),
            "reach": reach.members_reached(year, tenant),
            "page_obj": page_of(request, queries.public_orders(year, tenant), PER_PAGE),
        },
    )


def _year(text: str, this_year: int) -> int:
    if not text:
        return this_year
    year = plain_number(text)
    if year is None or not FIRST_YEAR <= year <= this_year:
        raise Http404
    return year


@require_safe
def transaction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one finished order to anybody: goods, prices, agency, shop, dates; no person."""
    order = get_object_or_404(queries.public_orders(), public_id=public_id)
    context = {"order": order, "steps": queries.public_steps(order)}
    return render(request, "insight/transaction.html", context)
