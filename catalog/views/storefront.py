"""What everybody sees without signing in: home, etalases, search, a product, a shop."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import (
    attribute_queries,
    days,
    delivery,
    goods_reading,
    home_page,
    licence_queries,
    maker_queries,
    offers,
    photos,
    policies,
    prices,
    queries,
    rules,
    search,
    search_words,
    structured,
    term_words,
)
from catalog.dating import DAY_COLUMNS, Dating
from catalog.day_forms import DayForm
from catalog.day_rules import LOOKED_AHEAD
from catalog.facets import facet_groups, from_the_start, picked_chips
from catalog.goods_page import ResultPage, page_of_goods
from catalog.models import Product, ProductStatus, Sku
from catalog.offices import TURN_DAYS, Office, office_of, way_to
from catalog.places import provinces_of
from catalog.suggestions import suggestions
from catalog.terms import area_refusal
from catalog.where_sold import where_sold
from marketplace.accounts.regions import chain
from marketplace.core import moments
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.moments import Style
from marketplace.core.policy import ALLOW
from marketplace.core.whole_numbers import plain_number
from marketplace.web import panels
from marketplace.web.shared_pages import shared_page
from vendors import standing
from vendors.acting import acts_of
from vendors.channels import Channel
from vendors.models import Vendor, VendorStatus
from vendors.policies import VERIFIED, VendorAct, acts_for


@require_safe
@shared_page
def home(request: HttpRequest) -> HttpResponse:
    """The first page: goods whose price is proven fair, and where the money went."""
    shown = panels.collect("home.panels", request)
    chosen = home_page.front_page()
    context = {
        "cards": [offers.card(one) for one in chosen.goods],
        "total": chosen.total,
        "panels": [render_to_string(panel.template, panel.context, request) for panel in shown],
    }
    return render(request, "catalog/home.html", context)


@require_safe
@shared_page
def etalase_list(request: HttpRequest) -> HttpResponse:
    """All open etalases with how many goods each shows."""
    counts = offers.counts_by_etalase()
    rows = [
        {"theme": theme, "number": sum(counts.get(pk, 0) for pk in theme.ids)}
        for theme in home_page.themes_of(request)
    ]
    return render(request, "catalog/etalase_list.html", {"rows": rows, "etalase_current": "all"})


@require_safe
@shared_page
def etalase_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The goods of one etalase, filtered and sorted like a search."""
    known = home_page.themes_of(request)
    theme = queries.theme_for(slug, known)
    if theme is None:
        raise Http404
    return _results(request, known, theme)


@require_safe
@shared_page
def search_page(request: HttpRequest) -> HttpResponse:
    """Results for words and filters; works with links and plain forms alone."""
    return _results(request, home_page.themes_of(request), None)


@require_safe
@shared_page
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """What the words so far may become: the choices under the search box."""
    found = suggestions(rules.clean_query(request.GET.get("q", "")))
    return render(request, "catalog/_suggestions.html", {"suggestions": found})


def _results(
    request: HttpRequest, known: list[queries.Theme], within: queries.Theme | None
) -> HttpResponse:
    wanted = search.wanted_from(request.GET, office_of(request.user))
    found = search.find(wanted, known, within)
    chips = picked_chips(request.GET, wanted, found, known)
    context = {
        "found": found,
        "wanted": wanted,
        "within": within,
        "cards": [offers.card(one, wanted.kilometres) for one in found.goods],
        "page_obj": ResultPage(found.goods, found.page, found.total, found.after),
        "groups": facet_groups(
            found, known, with_etalases=within is None, places_url=_places_url(request, within)
        ),
        "chips": chips,
        "turn_days": TURN_DAYS,
        "clear_url": f"{request.path}?q={wanted.text}" if wanted.text else request.path,
        "themes": known[:8],
        "etalase_current": _current(within, wanted),
        "own_panels": _own_panels("search.own", request, wanted),
    }
    return render(request, "catalog/search.html", context)


def _own_panels(slot: str, request: HttpRequest, subject: object) -> list[panels.Panel]:
    """Return what upper rooms show to one person alone; nothing to who is not signed in."""
    return panels.collect(slot, request, subject) if request.user.is_authenticated else []


def _places_url(request: HttpRequest, within: queries.Theme | None) -> str:
    """Return the address of all places of these results."""
    query = from_the_start(request.GET)
    if within is not None:
        query["etalase"] = within.slug
    return f"{reverse('search_places')}?{query.urlencode()}"


@require_safe
@shared_page
def places_page(request: HttpRequest) -> HttpResponse:
    """Every kabupaten and kota that has goods of a search, by province, with its distance."""
    known = home_page.themes_of(request)
    office = office_of(request.user)
    wanted = search.wanted_from(request.GET, office)
    anywhere = replace(wanted, chosen={**wanted.chosen, "wilayah": frozenset()}, page=1)
    found = search.find(anywhere, known)
    context = {
        "wanted": wanted,
        "provinces": provinces_of(request.GET, found),
        "back": f"{reverse('search')}?{request.GET.urlencode()}",
    }
    return render(request, "catalog/places.html", context)


def _current(within: queries.Theme | None, wanted: search.Wanted) -> str:
    if within is not None:
        return within.slug
    picks = wanted.picks("etalase")
    return next(iter(picks)) if len(picks) == 1 else ""


@require_safe
@shared_page
def product_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One product: price with its history and position, stock, origin, shop, the buy form."""
    listing = goods_reading.listing_for(public_id, request.user)
    if listing is None:
        raise Http404
    sku = _chosen(listing.skus, request.GET.get("varian", ""))
    product, office = sku.product, office_of(request.user)
    region_id = office.region_id if office else product.etalase.tenant.region_id
    facts = goods_reading.price_facts(sku, region_id)
    position = prices.price_position(sku, facts.versions)
    total = prices.total_for(sku, request.GET.get("jml", ""))
    gallery = photos.gallery(product, listing.pictures)
    context = {
        "product": product,
        "sku": sku,
        "variants": _choices(listing.skus, sku),
        **_price_facts(sku, position, total),
        "tiers": term_words.tier_rows(sku),
        "terms": term_words.term_rows(sku),
        **_days(request, sku, office),
        "gallery": gallery,
        "share": structured.share(product, gallery),
        "data": structured.product_data(product, sku, gross=position.price, gallery=gallery),
        "size_class": queries.size_code(product.vendor),
        "tkdn": queries.local_content(product),
        "licence_badges": licence_queries.badges_on_page(product, listing.licences),
        "makers": maker_queries.public_makers(product),
        "stated": attribute_queries.stated(product),
        "sold": where_sold(product.vendor, product.etalase),
        "place": queries.place_name(product.origin or product.vendor.region),
        "shop_place": _shop_place(product.vendor),
        "similar": facts.similar,
        "near": facts.near,
        "compare_words": " ".join(search_words.words_of(product.name)[:2]),
        "crumbs": _crumbs(product),
        "etalase_current": product.etalase.name,
        "is_public": product.status == ProductStatus.PUBLISHED,
        "panels": panels.collect("product.panels", request, product),
        "own_panels": _own_panels("product.own", request, sku),
        **_from_the_office(office, sku, listing.rates, total.quantity),
        **_buying(request, sku, on_sale=sku.pk in listing.on_sale),
    }
    return render(request, "catalog/product.html", context)


def _days(request: HttpRequest, sku: Sku, office: Office | None) -> dict[str, Any]:
    """How many can be ordered at once, and for which days; what was typed before is shown again."""
    zone = office.time_zone if office else HOME_ZONE
    calendar = days.calendars([sku], zone).get(sku.pk)
    is_rental = sku.dating == Dating.RENTAL
    least, most = sku.least_pieces, None if is_rental else sku.max_quantity
    found: dict[str, Any] = {
        "is_rental": is_rental,
        "least_pieces": least,
        "pieces": plain_number(request.GET.get("quantity", "")) or least,
        "most_ordered": min(sku.available, most or sku.available),
        "calendar": calendar,
    }
    if calendar is not None:
        typed = {name: request.GET[name] for name in DAY_COLUMNS if request.GET.get(name)}
        form = DayForm(dating=sku.dating, today=calendar.today, initial=typed)
        found |= {
            "next_free": calendar.next_free(least),
            "looked_ahead": LOOKED_AHEAD,
            "day_form": form,
        }
    return found


def _price_facts(sku: Sku, position: prices.PricePosition, total: prices.Total) -> dict[str, Any]:
    """What the goods cost, cost before, and cost beside others."""
    law = prices.market_rules()
    return {
        "position": position,
        "law": law,
        "total": total,
        "per_unit": offers.per_words(position.price, sku.product.name, sku.unit, sku.label),
        "history": [(_month(m.year, m.month), price) for m, price in position.history],
        "net": sku.price_rupiah,
        "vat": position.price - sku.price_rupiah,
        "vat_percent": law.ppn_bp,
    }


def _from_the_office(
    office: Office | None, sku: Sku, rates: Iterable[delivery.Rate], quantity: int
) -> dict[str, Any]:
    """What depends on where the buyer is: the way, what it costs, and whether it is served."""
    product = sku.product
    kilometres = delivery.kilometres_to(office.code, [product]) if office else None
    rate = delivery.rate_for(rates, kilometres)
    freight = rate.rupiah if rate else 0
    delivered = prices.price_with_vat(sku, sku.price_for(quantity) * quantity + freight)
    return {
        "office": office,
        "way": way_to(office, kilometres, product.etalase),
        "freight": rate,
        "freight_gross": prices.price_with_vat(sku, freight),
        "delivered": delivered,
        "unserved": area_refusal([sku], office.region_id) if office else None,
    }


def _chosen(skus: list[Sku], code: str) -> Sku:
    """Return the variant the address names by its code, else the one that leads the listing."""
    named = [sku for sku in skus if sku.code == code]
    leading = [sku for sku in skus if sku.is_lead]
    return (named or leading or skus)[0]


def _choices(skus: list[Sku], chosen: Sku) -> list[dict[str, Any]]:
    """Return the variants on sale to choose from; nothing while there is only one."""
    on_sale = [sku for sku in skus if sku.active or sku.pk == chosen.pk]
    if len(on_sale) < 2:
        return []
    return [
        {
            "label": sku.label,
            "url": f"?{urlencode({'varian': sku.code})}",
            "price": prices.price_with_vat(sku),
            "unit": sku.unit,
            "available": sku.available,
            "chosen": sku.pk == chosen.pk,
        }
        for sku in on_sale
    ]


def _month(year: int, month: int) -> str:
    style = Style.MONTH if month in {1, 12} else Style.MONTH_ONLY
    return moments.day(date(year, month, 1), style)


def _crumbs(product: Product) -> list[tuple[str, str]]:
    theme = reverse("etalase_page", args=[product.etalase.slug])
    return [
        (_("All showcases"), reverse("etalase_list")),
        (product.etalase.name, theme),
        (product.name, ""),
    ]


def _shop_place(vendor: Vendor) -> str:
    return ", ".join(queries.short_place(place.name) for place in chain(vendor.region)[:2])


def _buying(request: HttpRequest, sku: Sku, *, on_sale: bool) -> dict[str, Any]:
    """Who may put this into a cart: procurement officers; everybody else reads why not."""
    user, product = request.user, sku.product
    officer = office_of(user) is not None
    seller = bool(acts_of(request)) and bool(acts_for(user, product.vendor))
    verdict = ALLOW
    if not on_sale:
        verdict = policies.can_sell(product.vendor, Channel(product.etalase.channel), sku)
    return {
        "can_buy": officer and not seller and bool(verdict) and sku.available > 0,
        "verdict": verdict,
        "is_officer": officer,
        "is_seller": seller,
        "may_sell": seller and bool(acts_for(user, product.vendor, to=VendorAct.SELL)),
    }


@require_safe
@shared_page
def shop_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One shop and its live goods; a suspended one shows none, and why."""
    vendor = get_object_or_404(
        Vendor.objects.select_related("region__parent__parent", "rating"),
        slug=slug,
        status__in=VERIFIED,
    )
    rated = standing.rated(vendor)
    page = page_of_goods(request, "o.vendor_id = %(vendor)s", vendor=vendor.pk)
    context = {
        "vendor": vendor,
        "share": structured.share_of_shop(vendor),
        "place": _shop_place(vendor),
        "standing": standing.shown_of(vendor),
        "rated": rated,
        "data": structured.shop_data(vendor, rated),
        "licence_badges": licence_queries.shop_badges(vendor),
        "size_class": queries.size_code(vendor),
        "cards": [offers.card(one) for one in page.object_list],
        "page_obj": page,
        "panels": panels.collect("shop.notes", request, vendor),
        "figures": panels.collect("shop.figures", request, vendor),
        "words": panels.collect("shop.words", request, vendor),
        "is_open": vendor.status == VendorStatus.APPROVED,
    }
    return render(request, "catalog/shop.html", context)
