"""For everybody: how many etalases are open in each province, and the storefront of one market."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog import offers
from catalog.goods_page import page_of_goods
from catalog.residence import who_may
from catalog.showcases import queries
from marketplace.accounts.models import Region, RegionLevel, Tenant
from marketplace.web.shared_pages import shared_page

# Of the market's etalases, by shops at home in its region: the twin of ``residence.residents``.
AT_HOME = """o.tenant_id = %(tenant)s AND EXISTS (
    SELECT 1 FROM vendors_vendor v JOIN accounts_region r ON r.id = v.region_id
    LEFT JOIN accounts_region above ON above.id = r.parent_id
    WHERE v.id = o.vendor_id
    AND %(region)s IN (r.id, above.id, above.parent_id))"""


@require_safe
@shared_page
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
@shared_page
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
@shared_page
def market_front(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the storefront of one market: the goods of the shops at home there, and no other."""
    tenant = get_object_or_404(Tenant.objects.select_related("region"), slug=slug)
    page = page_of_goods(request, AT_HOME, tenant=tenant.pk, region=tenant.region_id)
    context = {
        "market": tenant,
        "cards": [offers.card(one) for one in page.object_list],
        "page_obj": page,
        "etalases": queries.opened_by_steps([tenant.pk]),
        "etalase_current": "province",
    }
    return render(request, "showcases/market.html", context)
