"""The items of a cart with all around them, in one plain statement.

The cart, every step of checkout and the use-case behind it read them; building the query of so
many joined models anew each time took longer than running it.
"""

from functools import cache
from typing import Any, Final

from django.db.models import prefetch_related_objects

from catalog.goods_reading import HOME_JOINS, HOME_PARTS, PRIVATE
from catalog.models import Etalase, PriceMark, PriceVersion, Product, Sku
from marketplace.accounts.models import User
from marketplace.core.joined import Joined, Part, read_rows
from marketplace.sourcing.models import Cart, CartItem, SharedCart
from vendors.models import Vendor

_UNSHOWN: Final = frozenset({"password", "phone", "phone_index", "last_login"})
_ITEM: Final = Joined(
    Part("i", CartItem),
    Part("s", Sku, ("i", "sku")),
    Part("m", PriceMark, ("s", "price_mark")),
    Part("c", PriceVersion, ("i", "price_version")),
    Part("p", Product, ("s", "product")),
    Part("v", Vendor, ("p", "vendor"), PRIVATE),
    Part("e", Etalase, ("p", "etalase")),
    Part("h", SharedCart, ("i", "shared")),
    Part("u", User, ("h", "sent_by"), _UNSHOWN),
    *HOME_PARTS,
)


@cache
def _items() -> str:
    return f"""
SELECT {_ITEM.columns}
FROM sourcing_cartitem i
JOIN catalog_sku s ON s.id = i.sku_id
JOIN catalog_priceversion c ON c.id = i.price_version_id
JOIN catalog_product p ON p.id = s.product_id
JOIN vendors_vendor v ON v.id = p.vendor_id
JOIN catalog_etalase e ON e.id = p.etalase_id
LEFT JOIN catalog_pricemark m ON m.id = s.price_mark_id
LEFT JOIN sourcing_sharedcart h ON h.id = i.shared_id
LEFT JOIN accounts_user u ON u.id = h.sent_by_id
{HOME_JOINS}
WHERE i.cart_id = %(cart)s AND (i.chosen OR %(all)s)
ORDER BY v.name, s.vendor_id, e.channel, i.id
"""  # noqa: S608 - of constants and names of columns


def items_of(cart: Cart, *, only_chosen: bool) -> list[CartItem]:
    """Return the items of a cart, vendor by vendor, with what a section and its freight need."""
    rows = read_rows(_items(), {"cart": cart.pk, "all": not only_chosen})
    items: list[Any] = [_ITEM.made_of(row)["i"] for row in rows]
    prefetch_related_objects([item.sku.product for item in items], "licences")
    return items
