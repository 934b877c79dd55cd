"""Pages of an agency's budget: its lines (DPA), its packages (RUP), what is left of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency
from marketplace.budget import policies, presenters, queries, services
from marketplace.budget.forms import ChangeLineForm, ChangePackageForm, LineForm, PackageForm
from marketplace.budget.models import BudgetLine, PlanPackage, SheetKind
from marketplace.budget.rules import FIRST_YEAR, LAST_YEAR
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.snapshot import one_moment
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import plain_number
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post

NAV = "budget"
PER_PAGE = 20
WORDS_MAX = 80
LINES, PACKAGES = "baris", "paket"


def agency_asked(request: HttpRequest, *, to_keep: bool = False) -> Agency:
    """Return the agency that the address names, else the first that the person reads.

    to_keep: of those whose budget they keep. Raises: NotAllowed where there is none; Http404 for an
    agency that is not one of them.
    """
    user = actor_of(request)
    agencies = policies.readable_by(user)
    if to_keep:
        agencies = agencies.filter(pk__in=user.agencies_as(*policies.KEEPERS))
    rows = agencies.select_related("region", "tenant")
    asked = plain_number(request.GET.get("instansi", ""))
    if asked is not None and rows.exists():
        return get_object_or_404(rows, pk=asked)
    first = rows.first()
    if first is None:
        raise policies.reads_none()
    return first


def year_asked(request: HttpRequest, agency: Agency) -> int:
    """Return the fiscal year that the address names, else the running one."""
    asked = plain_number(request.GET.get("tahun", ""))
    if asked is not None and FIRST_YEAR <= asked <= LAST_YEAR:
        return asked
    return clock.today(agency.time_zone).year


def address_of(agency: Agency, year: int, part: str = PACKAGES) -> str:
    """Return the address of a budget's page."""
    query = urlencode({"instansi": str(agency.pk), "tahun": str(year), "bagian": part})
    return f"{reverse('budget')}?{query}"


def crumbs(agency: Agency, year: int, part: str, here: str) -> list[tuple[str, str]]:
    """Return the way from the budget to one of its pages."""
    return [(_("Budget"), address_of(agency, year, part)), (here, "")]


@require_safe
@login_required
@one_moment()
def budget(request: HttpRequest) -> HttpResponse:
    """Show lines or packages of a fiscal year with what is left of each."""
    user = actor_of(request)
    agency = agency_asked(request)
    year = year_asked(request, agency)
    part = LINES if request.GET.get("bagian") == LINES else PACKAGES
    words = clean_line(request.GET.get("q", ""))[:WORDS_MAX]
    listed = queries.lines_of if part == LINES else queries.packages_of
    context = {
        "agency": agency,
        "agencies": policies.readable_by(user),
        "years": sorted({*queries.years_of(agency.pk), year}, reverse=True),
        "year": year,
        "part": part,
        "kind": (SheetKind.LINES if part == LINES else SheetKind.PACKAGES).value,
        "words": words,
        "totals": queries.totals_of(agency.pk, year),
        "page_obj": page_of(request, listed(agency.pk, year, words), PER_PAGE),
        "keeps": bool(policies.can_keep(user, agency.pk)),
        "sheets": queries.open_sheets(agency.pk),
        "nav_active": NAV,
    }
    return render(request, "budget/budget.html", context)


@get_or_post
@login_required
def budget_line_new(request: HttpRequest) -> HttpResponse:
    """Enter a line; a refusal keeps what was typed."""
    agency = agency_asked(request, to_keep=True)
    year = year_asked(request, agency)
    form, status = LineForm(initial={"fiscal_year": year}), 200
    if request.method == "POST":
        form, status = LineForm(request.POST), 422
        if form.is_valid():
            try:
                line = services.add_line(
                    agency_id=agency.pk, facts=form.facts(), actor=actor_of(request)
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("The budget line is entered."))
                return redirect(address_of(agency, line.fiscal_year, LINES))
    here = _("Add a budget line (DPA)")
    context = {
        "agency": agency,
        "form": form,
        "crumbs": crumbs(agency, year, LINES, here),
        "nav_active": NAV,
    }
    return render(request, "budget/line_new.html", context, status=status)


def _own(request: HttpRequest, thing: BudgetLine | PlanPackage) -> bool:
    """Say whether a person keeps the budget of a thing. Raises: Http404 for who may not read it."""
    user = actor_of(request)
    if not policies.readable_by(user).filter(pk=thing.agency_id).exists():
        raise Http404
    keeps = policies.can_keep(user, thing.agency_id)
    if request.method == "POST":
        require(keeps)
    return bool(keeps)


@get_or_post
@login_required
def budget_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Show a line with its packages and its history; those who keep it correct it here."""
    rows = BudgetLine.objects.select_related("agency__region", "account_code")
    line = get_object_or_404(rows, pk=line_id)
    keeps = _own(request, line)
    form, status = _line_form(line), 200
    if request.method == "POST":
        form, status = ChangeLineForm(request.POST), 422
        if form.is_valid():
            try:
                services.change_line(
                    line_id=line.pk,
                    sub_activity=form.cleaned_data["sub_activity"],
                    ceiling_rupiah=form.cleaned_data["ceiling"],
                    actor=actor_of(request),
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("The budget line is corrected."))
                return redirect("budget_line", line.pk)
    context: dict[str, Any] = {
        "line": line,
        "shown": queries.lines_of(line.agency_id, line.fiscal_year).get(pk=line.pk),
        "parts": line.parts.select_related("package").order_by("package__name"),
        "keeps": keeps,
        "form": form,
        "done": presenters.done_to(line),
        "crumbs": crumbs(line.agency, line.fiscal_year, LINES, line.account_code.code),
        "nav_active": NAV,
    }
    return render(request, "budget/line.html", context, status=status)


def _line_form(line: BudgetLine) -> ChangeLineForm:
    known = {"sub_activity": line.sub_activity, "ceiling": line.ceiling_rupiah}
    return ChangeLineForm(initial=known)


@get_or_post
@login_required
def budget_package_new(request: HttpRequest) -> HttpResponse:
    """Enter a package of a fiscal year; a refusal keeps what was typed."""
    agency = agency_asked(request, to_keep=True)
    year = year_asked(request, agency)
    options: dict[str, Any] = {"lines": queries.lines_of(agency.pk, year), "year": year}
    form, status = PackageForm(**options), 200
    if request.method == "POST":
        form, status = PackageForm(request.POST, **options), 422
        if form.is_valid():
            try:
                package = services.add_package(
                    agency_id=agency.pk, facts=form.facts(), actor=actor_of(request)
                )
            except DomainError as refused:
                refused.add_to(form, renamed=form.renamed)
                status = refused.http_status
            else:
                messages.success(request, _("The package is entered."))
                return redirect("budget_package", package.rup_code)
    context = {
        "agency": agency,
        "year": year,
        "form": form,
        "has_lines": options["lines"].exists(),
        "crumbs": crumbs(agency, year, PACKAGES, _("Add a package (RUP)")),
        "nav_active": NAV,
    }
    return render(request, "budget/package_new.html", context, status=status)


@get_or_post
@login_required
def budget_package(request: HttpRequest, rup_code: str) -> HttpResponse:
    """Show a package with its parts and its history; those who keep it correct it here."""
    rows = PlanPackage.objects.select_related("agency__region")
    package = get_object_or_404(rows, rup_code=rup_code)
    keeps = _own(request, package)
    lines = queries.lines_of(package.agency_id, package.fiscal_year)
    options: dict[str, Any] = {"package": package, "lines": lines}
    form, status = ChangePackageForm(**options), 200
    if request.method == "POST":
        form, status = ChangePackageForm(request.POST, **options), 422
        if form.is_valid():
            try:
                services.change_package(
                    package_id=package.pk,
                    name=form.cleaned_data["name"],
                    parts=form.parts(),
                    actor=actor_of(request),
                )
            except DomainError as refused:
                refused.add_to(form, renamed=form.renamed)
                status = refused.http_status
            else:
                messages.success(request, _("The package is corrected."))
                return redirect("budget_package", package.rup_code)
    context: dict[str, Any] = {
        "package": package,
        "parts": package.lines.select_related("account_code", "budget_line"),
        "keeps": keeps,
        "form": form,
        "done": presenters.done_to(package),
        "crumbs": crumbs(package.agency, package.fiscal_year, PACKAGES, package.rup_code),
        "nav_active": NAV,
    }
    return render(request, "budget/package.html", context, status=status)
