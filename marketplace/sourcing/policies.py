"""Who fills a cart: a procurement officer, for the agencies they order for."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.accounts.queries import officers_of
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.orders.policies import can_order
from marketplace.sourcing.models import CartItem, SharedCart


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


def colleagues_of(user: User, agency_id: int) -> QuerySet[User]:
    """Return who else orders for an agency: to nobody else a cart is handed."""
    return officers_of(agency_id, Role.PROCUREMENT_OFFICER).exclude(pk=user.pk)


def shared_with(user: User) -> QuerySet[SharedCart]:
    """Return the shared carts that a person sent or got, for agencies they still order for."""
    return SharedCart.objects.filter(
        Q(sent_by=user) | Q(sent_to=user),
        agency__in=user.agencies_as(Role.PROCUREMENT_OFFICER),
    )


def can_answer(user: User, shared: SharedCart) -> Verdict:
    """Who it was handed to takes or declines a shared cart, while they order for its agency."""
    if shared.sent_to_id != user.pk:
        return deny(_("Only who the goods were handed to takes or declines them."))
    return can_fill(user, shared.agency_id)
