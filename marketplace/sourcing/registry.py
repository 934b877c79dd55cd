"""What this room registers with the kernel."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import locks
from marketplace.orders.models import PurchaseOrder
from marketplace.shortlists.models import SavedList
from marketplace.sourcing import guards, handlers, held, policies, queries, share_doors
from marketplace.sourcing.models import Cart, CartItem
from marketplace.sourcing.moving import LET_PASS
from marketplace.web import counts, frame, panels

__all__ = ["guards", "handlers", "held", "share_doors"]

locks.register({Cart: 10, CartItem: 15})


@panels.provide("places")
def cart_place(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead procurement officers to what they are about to order."""
    if not isinstance(request.user, User) or not policies.can_shop(request.user):
        return []
    return [panels.Place("cart", _("Cart"), "shopping-cart", order=30)]


@panels.provide("order.ways")
def order_again(request: HttpRequest, order: PurchaseOrder) -> list[panels.Way]:
    """Let a procurement officer of the agency order the same once more."""
    if not isinstance(request.user, User) or not policies.can_fill(request.user, order.agency_id):
        return []
    address = reverse("cart_from_order", args=[order.public_id])
    ways = [panels.Way(_("Order again"), address, "refresh-cw")]
    if order.status in LET_PASS and not hasattr(order, "reissued_as"):
        elsewhere = reverse("cart_from_elsewhere", args=[order.public_id])
        ways.append(panels.Way(_("Order from another shop"), elsewhere, "store", order=90))
    return ways


@panels.provide("list.ways")
def list_to_cart(request: HttpRequest, found: SavedList) -> list[panels.Way]:
    """Let a procurement officer put all of a saved list into the cart."""
    if not isinstance(request.user, User) or not policies.can_shop(request.user):
        return []
    address = reverse("cart_from_list", args=[found.public_id])
    return [panels.Way(_("Put all into the cart"), address, "shopping-cart")]


@frame.frame_part
def cart(request: HttpRequest) -> dict[str, Any]:
    """Say whether the cart is this person's, and count its goods on pages that show it.

    A visitor may be an officer who has not signed in yet.
    """
    user = request.user
    if not isinstance(user, User):
        return {"cart_count": 0, "may_shop": True}
    return {
        "cart_count": cache(lambda: counts.kept(request, "cart", lambda: queries.cart_count(user))),
        "may_shop": cache(lambda: bool(policies.can_shop(user))),
    }
