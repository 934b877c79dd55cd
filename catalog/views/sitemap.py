"""What search engines may read: the map of all public addresses, in parts, and robots.txt."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, TypeVar

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from catalog import home_page
from catalog.offer_models import ClosedShop, Offer
from vendors.licences.queries import sale_day
from vendors.models import Vendor, VendorStatus

PART: Final = 5_000  # keys, so at most as many addresses
MOST_PARTS: Final = 50_000  # so many does the protocol allow
KEPT_SECONDS: Final = 3_600
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
# The parts that hold a key, each found by one look into the index: a catalogue of a million goods
# is never counted. The names are constants of ours.
_PARTS: Final = {
    "barang": """
WITH RECURSIVE part(n) AS (
    SELECT min(sku_id) / %(size)s FROM catalog_offer
    UNION ALL
    SELECT (SELECT min(sku_id) / %(size)s FROM catalog_offer
            WHERE sku_id >= (part.n + 1) * %(size)s)
    FROM part WHERE part.n IS NOT NULL
) SELECT n FROM part WHERE n IS NOT NULL""",
    "toko": """
WITH RECURSIVE part(n) AS (
    SELECT min(id) / %(size)s FROM vendors_vendor
    UNION ALL
    SELECT (SELECT min(id) / %(size)s FROM vendors_vendor WHERE id >= (part.n + 1) * %(size)s)
    FROM part WHERE part.n IS NOT NULL
) SELECT n FROM part WHERE n IS NOT NULL""",
}
Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)
Rows = Iterator[tuple[str, datetime | None]]


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Let machines read what is public, but not search: its addresses have no end."""
    lines = ["User-agent: *", f"Disallow: {reverse('search')}", "", f"Sitemap: {_at('sitemap')}"]
    answer = HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
    return _kept(answer)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name the parts of the map."""
    parts = [("halaman", 0)]
    with connection.cursor() as cursor:
        for kind, statement in _PARTS.items():
            cursor.execute(statement, {"size": PART})
            parts += [(kind, number) for (number,) in cursor.fetchall()]
    places = "".join(
        f"<sitemap><loc>{_at('sitemap_part', kind, number)}</loc></sitemap>\n"
        for kind, number in parts
    )
    text = f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{places}</sitemapindex>\n'
    return _kept(HttpResponse(text, content_type="application/xml; charset=utf-8"))


@require_safe
def sitemap_part(request: HttpRequest, kind: str, number: int) -> StreamingHttpResponse:
    """Name the addresses of one part, while they are read."""
    rows = _READERS.get(kind)
    if rows is None or number > MOST_PARTS:
        raise Http404
    found = rows(request, number)
    answer = StreamingHttpResponse(_written(found), content_type="application/xml; charset=utf-8")
    return _kept(answer)


def _goods(_request: HttpRequest, number: int) -> Rows:
    within = {"sku_id__gte": number * PART, "sku_id__lt": (number + 1) * PART}
    rows = Offer.objects.filter(is_lead=True, shown_on__has_day=sale_day(), **within)
    shown = rows.exclude(vendor__in=ClosedShop.objects.values("vendor")).order_by("sku_id")
    for public_id, published_at in shown.values_list("public_id", "published_at").iterator():
        yield _at("product_page", public_id), published_at


def _shops(_request: HttpRequest, number: int) -> Rows:
    rows = Vendor.objects.filter(pk__gte=number * PART, pk__lt=(number + 1) * PART)
    shown = rows.filter(status=VendorStatus.APPROVED).order_by("pk")
    for (slug,) in shown.values_list("slug").iterator():
        yield _at("shop_page", slug), None


def _pages(request: HttpRequest, _number: int) -> Rows:
    yield from ((_at(name), None) for name in ("home", "etalase_list"))
    yield from ((f"{settings.BASE_URL}{theme.url}", None) for theme in home_page.themes_of(request))


_READERS: Final[dict[str, Callable[[HttpRequest, int], Rows]]] = {
    "barang": _goods,
    "toko": _shops,
    "halaman": _pages,
}


def _written(rows: Rows) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_SPACE}">\n'
    for address, changed in rows:
        when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        yield f"<url><loc>{address}</loc>{when}</url>\n"
    yield "</urlset>\n"


def _at(name: str, *args: object) -> str:
    """Return an address as people reach it; of ours, none holds a letter that XML minds."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def _kept(answer: Answer) -> Answer:
    patch_cache_control(answer, public=True, max_age=KEPT_SECONDS)
    return answer
