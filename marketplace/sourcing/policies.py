"""Who fills a cart: a procurement officer, for the agencies they order for."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.orders.policies import can_order
from marketplace.sourcing.models import CartItem


def can_shop(user: User) -> Verdict:
    """Somebody who orders for at least one agency."""
    if user.agencies_as(Role.PROCUREMENT_OFFICER):
        return ALLOW
    return deny(_("Only procurement officers (PP) have a cart. Ask one of your agency to order."))


def can_fill(user: User, agency_id: int) -> Verdict:
    """The cart of an agency belongs to its procurement officers, one cart each."""
    return can_order(user, agency_id)


def visible_to(user: User) -> QuerySet[CartItem]:
    """Return what lies in the person's own carts for agencies they still order for."""
    return CartItem.objects.filter(
        cart__owner=user, cart__agency__in=user.agencies_as(Role.PROCUREMENT_OFFICER)
    )
