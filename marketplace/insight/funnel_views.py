"""Pages of the funnel: the stages with their figures, and who stands at one of them and why."""

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Region, Tenant
from marketplace.core import clock, sheets
from marketplace.core.policy import require
from marketplace.core.whole_numbers import plain_number
from marketplace.insight import blocks, charts, funnel
from marketplace.insight.funnel import Scope
from marketplace.web.paging import page_of
from vendors.models import Vendor
from vendors.pipeline import policies
from vendors.pipeline.models import Stage, Target, TargetList
from vendors.region_words import region_label

PER_PAGE: Final = 25
MOST_EXPORTED: Final = 10_000
FILES: Final = {"csv": sheets.CSV, "xlsx": sheets.XLSX}


class Standing(NamedTuple):
    """One business at a stage, with what keeps it there."""

    name: str
    place: str
    list: str
    block: str
    target: Target | None


def _scope(request: HttpRequest) -> Scope:
    """Return what the address asks for, of the markets that the person sees.

    Raises: NotAllowed, Http404 for a market, list or region that is none of theirs.
    """
    user = actor_of(request)
    require(policies.can_see_funnel(user))
    markets = policies.markets_seen_by(user)
    slug = request.GET.get("pasar", "")
    tenant = markets.filter(slug=slug).first() if slug else markets.first()
    listed = request.GET.get("daftar", "")
    found = _list(markets, listed) if listed else None
    if found is not None:
        tenant = markets.get(pk=found.tenant_id)
    if tenant is None:
        raise Http404
    return Scope(tenant, found, _region(request, tenant))


def _list(markets: QuerySet[Tenant], public_id: str) -> TargetList:
    """Return a list of these markets by its public id. Raises: Http404."""
    rows = TargetList.objects.filter(tenant__in=markets).select_related("agency")
    try:
        return get_object_or_404(rows, public_id=public_id)
    except ValidationError:
        raise Http404 from None


def _region(request: HttpRequest, tenant: Tenant) -> Region | None:
    typed = request.GET.get("wilayah", "")
    if not typed:
        return None
    key = plain_number(typed)
    region = funnel.regions_of(tenant).filter(pk=key).first() if key else None
    if region is None:
        raise Http404
    return region


def _query(scope: Scope) -> str:
    """Return a scope as the end of an address."""
    words = {"pasar": scope.tenant.slug}
    if scope.list:
        words["daftar"] = str(scope.list.public_id)
    if scope.region:
        words["wilayah"] = str(scope.region.pk)
    return urlencode(words)


@require_safe
@login_required
def funnel_page(request: HttpRequest) -> HttpResponse:
    """Show how many businesses reached each stage, in all, per region and per list."""
    scope = _scope(request)
    found = funnel.funnel(scope)
    context = {
        "scope": scope,
        "query": _query(scope),
        "found": found,
        "rows": list(zip(found.counts, _bars(found), strict=True)),
        "stages": [stage.label for stage in funnel.STAGES],
        "markets": policies.markets_seen_by(actor_of(request)),
        "lists": funnel.lists_of(scope.tenant),
        "regions": funnel.regions_of(scope.tenant),
        "counted_at": clock.now(),
        "nav_active": "funnel",
    }
    return render(request, "insight/funnel.html", context)


def _bars(found: funnel.Funnel) -> list[charts.LyingBar]:
    return charts.lying([(row.targeted, row.own) for row in found.counts])


@require_safe
@login_required
def funnel_stage(request: HttpRequest, stage: str) -> HttpResponse:
    """Show who stands at a stage, and what keeps each from the next one."""
    scope, at = _scope(request), _stage(stage)
    who = request.GET.get("asal", "")
    own = who == "sendiri"
    rows: Any = funnel.shops_at(scope, at) if own else funnel.targets_at(scope, at)
    page = page_of(request, rows, PER_PAGE)
    context = {
        "scope": scope,
        "query": _query(scope),
        "stage": at,
        "stages": list(funnel.STAGES),
        "own": own,
        "page": page,
        "standing": _standing(list(page), at),
        "may_read": policies.can_read(actor_of(request), scope.tenant.pk),
        "crumbs": [
            (_("How far vendors have come"), f"{reverse('funnel')}?{_query(scope)}"),
            (str(at.label), ""),
        ],
        "nav_active": "funnel",
    }
    return render(request, "insight/funnel_stage.html", context)


def _stage(word: str) -> Stage:
    try:
        return Stage(word)
    except ValueError:
        raise Http404 from None


def _standing(rows: list[Any], at: Stage) -> list[Standing]:
    shops = [row if isinstance(row, Vendor) else row.vendor for row in rows]
    facts = blocks.facts_of(shop for shop in shops if shop is not None)
    return [_one(row, at, facts) for row in rows]


def _one(row: Target | Vendor, at: Stage, facts: blocks.Facts) -> Standing:
    place = region_label(row.region) if row.region else ""
    if isinstance(row, Vendor):
        return Standing(row.name, place, "", blocks.of_shop(row, at, facts), None)
    block = blocks.of_target(row, at, facts)
    return Standing(row.name, place, str(row.list), block, row)


@require_safe
@login_required
def funnel_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out who stands where and why, without any number of a person."""
    if kind not in FILES:
        raise Http404
    scope = _scope(request)
    headings = [_("Business name"), _("Region"), _("List"), _("Stage"), _("What keeps it there")]
    table = _table(scope)
    content = (
        sheets.csv_bytes(headings, table)
        if kind == "csv"
        else sheets.xlsx_bytes("Corong", headings, table, widths=(32, 34, 28, 18, 70))
    )
    response = HttpResponse(content, content_type=FILES[kind])
    response["Content-Disposition"] = f'attachment; filename="corong-{scope.tenant.slug}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _table(scope: Scope) -> list[list[str]]:
    table: list[list[str]] = []
    for stage in funnel.STAGES:
        rows: list[Any] = list(funnel.targets_at(scope, stage)[:MOST_EXPORTED])
        rows += list(funnel.shops_at(scope, stage)[:MOST_EXPORTED])
        table += [
            [one.name, one.place, one.list, str(stage.label), one.block]
            for one in _standing(rows, stage)
        ]
    return table
