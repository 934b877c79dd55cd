"""What this room registers with the kernel."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog import (
    badges,
    guards,
    handlers,
    held,
    home_page,
    licence_queries,
    policies,
    queries,
    rules,
    services,
)
from catalog.models import (
    PRODUCT_TRANSITIONS,
    REVISION_TRANSITIONS,
    PriceMark,
    Product,
    ProductStatus,
    Sku,
)
from catalog.rise_models import RISE_TRANSITIONS, PriceRise
from catalog.synonym_models import SearchSynonym
from marketplace.core import locks, moments, periodic, transitions
from marketplace.notices import kinds
from marketplace.notices.models import Group
from marketplace.web import frame, panels
from vendors.acting import acts_of
from vendors.licences.queries import sale_day
from vendors.models import Vendor
from vendors.policies import VendorAct
from vendors.sanctions import things

__all__ = ["badges", "guards", "handlers", "held"]

SHOWN_HIDDEN = 20
ENDS_SOON = 3  # days before prices end, their shop is asked to confirm them
SHOWN_THEMES = 12  # in the strip; its first entry leads to all
locks.register({Product: 40, SearchSynonym: 44, Sku: 45, PriceRise: 46, PriceMark: 48})
transitions.register("product", PRODUCT_TRANSITIONS)
transitions.register("revision", REVISION_TRANSITIONS)
transitions.register("price_rise", RISE_TRANSITIONS)


# Nightly: what is compared with what, and payments older than a year drop out of the marks.
periodic.register("refresh_price_marks", services.count_prices_anew)
periodic.register("follow_rules_of_offers", services.follow_rules)
periodic.register("remind_of_halal", services.remind_of_need)


@things.shown_by
def listings_of(vendor: Vendor) -> list[things.Thing]:
    """Name the live listings of a shop that no sanction hides yet."""
    live = Product.objects.filter(vendor=vendor, status=ProductStatus.PUBLISHED)
    shown = live.exclude(pk__in=policies.hidden_today()).order_by("name", "pk")
    return [
        things.Thing(policies.PRODUCT, key, name) for key, name in shown.values_list("pk", "name")
    ]


@frame.frame_part
def market(request: HttpRequest) -> dict[str, Any]:
    """The strip of etalases, read by pages that show it, and the words last searched for."""

    def etalases() -> list[dict[str, str]]:
        return [
            {"name": theme.name, "slug": theme.slug, "icon": theme.icon, "url": theme.url}
            for theme in home_page.themes_of(request)[:SHOWN_THEMES]
        ]

    return {
        "etalases": cache(etalases),
        "search_query": rules.clean_query(request.GET.get("q", "")),
    }


@panels.provide("places")
def goods_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead sellers to their goods, and catalogue managers to the listings of their market."""
    user = request.user
    places = []
    if VendorAct.SELL in acts_of(request):
        places.append(panels.Place("vendor_products", _("My goods"), "tag", order=20))
    if policies.can_see_queue(user):
        places.append(panels.Place("catalogue_queue", _("Publication"), "book-open", order=20))
    if policies.can_edit_synonyms(user):
        places.append(panels.Place("synonyms", _("Other names"), "search", order=22))
    return places


@panels.provide("licences.panels")
def hidden_goods(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Name, on the page of a shop's licences, the live goods that they keep from buyers."""
    found = licence_queries.hidden_goods(vendor)
    rows = [(product, gap.advice()) for product, gap in found[:SHOWN_HIDDEN]]
    context = {"rows": rows, "number": len(found)}
    return [panels.Panel("catalog/hidden_goods.html", context)] if rows else []


@panels.provide("tasks")
def tasks(request: HttpRequest, _subject: Any) -> list[Any]:
    """Listings returned to a shop owner or with prices that end; a catalogue manager's queue."""
    user = request.user
    if not user.is_authenticated:
        return []
    asking = queries.vendor_products(user).filter(_asks_its_shop())[:20]
    rows = [_shop_task(product, product.price_valid_until) for product in asking]
    if policies.can_see_queue(user):
        rows += [*_queue_task(user), *_rises_task(user)]
    return rows


def _asks_its_shop() -> Q:
    """Select listings that were returned, and live ones whose prices have ended or end soon."""
    soon = sale_day() + timedelta(days=ENDS_SOON)
    ends = Q(status=ProductStatus.PUBLISHED, price_valid_until__lte=soon)
    return Q(status=ProductStatus.RETURNED) | ends


def _shop_task(product: Product, last: date | None) -> panels.Task:
    """What a listing asks of its shop; ``last``: the day on which its prices end."""
    if product.status == ProductStatus.PUBLISHED and last is not None:
        return panels.Task(
            title=_("Confirm the prices of %(name)s") % {"name": product.name},
            detail=(
                _("They held until %(day)s, so the goods are not on sale.")
                if last < sale_day()
                else _("They hold until %(day)s; then the goods are not on sale.")
            )
            % {"day": moments.day(last)},
            url=reverse("product_terms", args=[product.public_id]),
            action=_("Confirm the prices"),
            icon="calendar",
            since=product.status_at,
        )
    return panels.Task(
        title=_("Repair %(name)s") % {"name": product.name},
        detail=product.status_reason,
        url=reverse("product_edit", args=[product.public_id]),
        action=_("Repair"),
        does=reverse("product_submit", args=[product.public_id]),
        icon="undo-2",
        since=product.status_at,
    )


def _queue_task(user: Any) -> list[panels.Task]:
    waiting = queries.review_queue(user)
    oldest = waiting.first()
    if oldest is None:
        return []
    number = waiting.count()
    return [
        panels.Task(
            title=ngettext(
                "%(number)s listing waits for publication",
                "%(number)s listings wait for publication",
                number,
            )
            % {"number": number},
            detail=_("Longest waiting: %(name)s from %(shop)s")
            % {"name": oldest.name, "shop": oldest.vendor.name},
            url=reverse("catalogue_queue"),
            action=_("Read"),
            does=reverse("catalogue_review", args=[oldest.public_id]),
            icon="eye",
            since=getattr(oldest, "since", oldest.status_at),
        )
    ]


def _rises_task(user: Any) -> list[panels.Task]:
    waiting = queries.waiting_rises(user)
    oldest = waiting.first()
    if oldest is None:
        return []
    number = waiting.count()
    return [
        panels.Task(
            title=ngettext("%(number)s higher price waits", "%(number)s higher prices wait", number)
            % {"number": number},
            detail=oldest.sku.product.name,
            url=reverse("price_rises"),
            action=_("Read"),
            does=reverse("price_rise_accept", args=[oldest.public_id]),
            icon="trending-up",
            since=oldest.proposed_at,
        )
    ]


kinds.register(
    "product.submitted",
    title=gettext_lazy("%(name)s waits for publication"),
    body=gettext_lazy("%(shop)s wants to sell it in %(etalase)s. Publish it or return it."),
)
kinds.register(
    "product.price_rise_proposed",
    title=gettext_lazy("A higher price of %(name)s waits for you"),
    body=gettext_lazy("%(shop)s asks for it. Reason: %(reason)s. Accept it or refuse it."),
)
kinds.register(
    "product.price_rise_accepted",
    title=gettext_lazy("The higher price of %(name)s holds from now on"),
    body=gettext_lazy("Orders already placed keep theirs."),
)
kinds.register(
    "product.price_rise_refused",
    title=gettext_lazy("The higher price of %(name)s was refused"),
    body=gettext_lazy("Reason: %(reason)s. The present price goes on."),
)
kinds.register(
    "product.published",
    title=gettext_lazy("%(name)s is live"),
    body=gettext_lazy("Buyers find it in %(etalase)s and by search from now on."),
)
kinds.register(
    "product.returned",
    title=gettext_lazy("%(name)s was returned for repair"),
    body=gettext_lazy("Reason: %(reason)s. Repair it and submit it again."),
)
kinds.register(
    "product.unpublished",
    title=gettext_lazy("%(name)s was taken down"),
    body=gettext_lazy("Reason: %(reason)s. Orders already placed go on."),
)
kinds.register(
    "vendor.needs_halal",
    title=gettext_lazy("Food of %(shop)s needs a halal certificate or a stated non-halal label"),
    body=gettext_lazy(
        "From %(binds_on)s on food and drink is sold only with one of both. BPJPH issues the "
        "certificate; for micro and small firms a free programme (SEHATI, by one's own "
        "declaration) is reported. Hand the certificate in here, or state the label."
    ),
)
kinds.register_optional(
    Group.GOODS,
    "product.submitted",
    "product.published",
    "product.returned",
    "product.price_rise_proposed",
    "product.price_rise_accepted",
    "product.price_rise_refused",
)
