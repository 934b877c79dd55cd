"""The figures of the offices' help, as a page and as a table."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.policy import require
from marketplace.core.whole_numbers import plain_number
from vendors.support import policies
from vendors.support.figures import OfficeFigures, as_csv, figures

FIRST_YEAR = 2024


@require_safe
@login_required
def support_figures(request: HttpRequest) -> HttpResponse:
    """Show what help came to, per office, in a year."""
    year, rows = _asked(request)
    this_year = clock.today(HOME_ZONE).year
    context = {
        "year": year,
        "years": range(this_year, FIRST_YEAR - 1, -1),
        "offices": rows,
        "nav_active": "support_figures",
    }
    return render(request, "support/figures.html", context)


@require_safe
@login_required
def support_figures_csv(request: HttpRequest) -> HttpResponse:
    """Hand the same figures out as a table."""
    year, rows = _asked(request)
    answer = HttpResponse(as_csv(rows, year), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="pendampingan-{year}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(request: HttpRequest) -> tuple[int, list[OfficeFigures]]:
    user = actor_of(request)
    require(policies.can_read_figures(user))
    this_year = clock.today(HOME_ZONE).year
    year = plain_number(request.GET.get("tahun", "") or str(this_year))
    if year is None or not FIRST_YEAR <= year <= this_year:
        raise Http404
    return year, figures(sorted(user.tenants_as(*policies.FIGURE_READERS)), year)
