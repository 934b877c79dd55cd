"""What carts hold of a person: goods they collect, and what they hand to colleagues."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import TRADE
from marketplace.sourcing.models import (
    Cart,
    CartItem,
    RemovedItem,
    SharedCart,
    SharedLine,
)


def _of_cart(model: Any) -> privacy.Whose:
    return lambda who: model.objects.filter(cart__owner=who.account_id, cart__owner__isnull=False)


_GOODS = {"sku__product__name": _("Name"), "quantity": _("Quantity"), "note": _("Note")}
privacy.names(Cart, "owner")
privacy.holds(CartItem, _("Goods in your cart"), _of_cart(CartItem), shown=_GOODS, deleted=True)
privacy.holds(
    RemovedItem,
    _("Goods you took out of your cart last"),
    _of_cart(RemovedItem),
    shown=_GOODS,
    deleted=True,
)
privacy.holds(
    SharedCart,
    _("Goods you handed to colleagues, or they to you"),
    lambda who: SharedCart.objects.filter(
        Q(sent_by=who.account_id) | Q(sent_to=who.account_id), sent_by__isnull=False
    ),
    shown={"name": _("Name"), "sent_at": _("When")},
    kept={"name": TRADE},
)
privacy.names(SharedCart, "sent_by", "sent_to")
privacy.holds(
    SharedLine,
    _("Goods that you handed over, one by one"),
    lambda who: SharedLine.objects.filter(
        shared__sent_by=who.account_id, shared__sent_by__isnull=False
    ),
    shown=_GOODS,
    kept={"note": TRADE},
)
