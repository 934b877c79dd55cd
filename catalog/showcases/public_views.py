"""For everybody: how many etalases are open in each province, and the storefront of one market."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog import queries as goods
from catalog.residence import residents, who_may
from catalog.showcases import queries
from marketplace.accounts.models import Region, RegionLevel, Tenant
from marketplace.web.paging import page_of

PER_PAGE = 24


@require_safe
def open_showcases(request: HttpRequest) -> HttpResponse:
    """Count the etalases that are open today, by province."""
    places = queries.by_province()
    context = {
        "places": places,
        "total": sum(place.number for place in places),
        "markets": Tenant.objects.select_related("region"),
        "etalase_current": "province",
    }
    return render(request, "showcases/open.html", context)


@require_safe
def open_in_province(request: HttpRequest, code: str) -> HttpResponse:
    """List the etalases that are open in one province."""
    region = get_object_or_404(Region, code=code, level=RegionLevel.PROVINCE)
    rows = list(queries.in_province(region))
    numbers = queries.goods_in(rows)
    context = {
        "region": region,
        "rows": [(one, numbers.get(one.pk, 0), who_may(one)) for one in rows],
        "etalase_current": "province",
    }
    return render(request, "showcases/province.html", context)


@require_safe
def market_front(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the storefront of one market: the goods of the shops at home there, and no other."""
    tenant = get_object_or_404(Tenant.objects.select_related("region"), slug=slug)
    found = goods.leads().filter(
        residents(tenant.region, "product__vendor__"), product__etalase__tenant=tenant
    )
    page = page_of(request, goods.for_cards(found).order_by(*goods.NEWEST), PER_PAGE)
    context = {
        "market": tenant,
        "cards": [goods.card(sku) for sku in page.object_list],
        "page_obj": page,
        "etalases": queries.opened_by_steps([tenant.pk]),
        "etalase_current": "province",
    }
    return render(request, "showcases/market.html", context)
