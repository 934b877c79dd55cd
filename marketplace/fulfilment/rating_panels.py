"""Where ratings are shown: on the order, among the tasks, on the page of the shop, in the menu."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.fulfilment import policies, rating_queries
from marketplace.fulfilment.models import Side
from marketplace.orders import policies as orders
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels
from vendors.acting import acts_of
from vendors.models import Vendor
from vendors.policies import VendorAct
from vendors.standing import rated

RATED: Mapping[str, str | Promise] = {
    Side.BUYER: gettext_lazy("The agency rated the shop"),
    Side.VENDOR: gettext_lazy("The shop rated the agency"),
}


@panels.provide("order.panels")
def ratings_of_an_order(request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Show what each side said: all of it once it is open, until then the viewer's own."""
    user = request.user
    found = rating_queries.ratings_read(order)
    if not found.said or not isinstance(user, User):
        return []
    own = Side.VENDOR if orders.sells(user, order) else Side.BUYER
    rows = [
        {
            "title": RATED[side],
            "rating": found.said.get(side),
            "is_sealed": not found.are_open and side != own,
        }
        for side in (Side.BUYER, Side.VENDOR)
    ]
    context = {"rows": rows, "found": found, "zone": order.agency.time_zone}
    return [panels.Panel("fulfilment/ratings.html", context, order=30)]


@panels.provide("order.timeline")
def ratings_on_the_timeline(_request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Return the ratings that are open, with their stars."""
    found = rating_queries.ratings_read(order)
    if not found.are_open:
        return []
    return [
        {
            "icon": "star",
            "title": _("%(what)s: %(stars)s of 5 stars")
            % {"what": RATED[rating.side], "stars": rating.stars},
            "who": str(rating.person),
            "when": rating.at,
        }
        for rating in found.said.values()
    ]


@panels.provide("tasks")
def orders_to_rate(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name the orders a person may rate, below all that waits for them: gone when time is over."""
    user = request.user
    if not isinstance(user, User):
        return []
    sells = VendorAct.ANSWER_ORDERS in acts_of(request)
    return [
        panels.Task(
            title=_("Give a rating: %(title)s") % {"title": order.title},
            detail=f"{order.number} · {order.vendor.name} · {order.agency.name}",
            url=reverse("order_detail", args=[order.public_id]),
            action=_("Rate"),
            does=reverse("order_step", args=[order.public_id, "nilai"]),
            icon="star",
        )
        for order in rating_queries.to_rate(user, sells=sells)
    ]


@panels.provide("shop.words")
def words_of_agencies(_request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Show what agencies wrote last, where the shop's average is shown."""
    if rated(vendor).average is None:
        return []
    rows = rating_queries.public_words(vendor.pk)
    return [panels.Panel("fulfilment/shop_words.html", {"ratings": rows})] if rows else []


@panels.provide("places")
def rating_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead catalogue managers to the words of ratings in their markets."""
    user = request.user
    if not isinstance(user, User) or not policies.can_moderate(user):
        return []
    return [panels.Place("moderated_ratings", _("Words of ratings"), "star", order=22)]
