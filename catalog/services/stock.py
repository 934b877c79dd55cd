"""Stock held for orders. These three keep I-01: never more promised than there is."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from catalog.models import Product, ProductStatus
from marketplace.core.errors import OutOfStock, RuleViolation


def _inside_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Stock moves with the order that holds it.")


def reserve_stock(*, quantities: Mapping[int, int]) -> None:
    """Hold units for an order, all or none, in the caller's transaction (I-01).

    One pass in order of the key, so that two checkouts never wait for each other in a circle.
    Raises: OutOfStock naming the goods and both numbers.
    """
    _inside_transaction()
    for product_id, quantity in _in_order(quantities):
        held = Product.objects.filter(
            pk=product_id, status=ProductStatus.PUBLISHED, stock__gte=F("reserved") + quantity
        ).update(reserved=F("reserved") + quantity)
        if not held:
            raise _out_of_stock(product_id, quantity)


def _in_order(quantities: Mapping[int, int]) -> list[tuple[int, int]]:
    if any(quantity <= 0 for quantity in quantities.values()):
        raise RuleViolation(_("The quantity must be at least one."), field="quantity")
    return sorted(quantities.items())


def _out_of_stock(product_id: int, quantity: int) -> OutOfStock:
    product = Product.objects.filter(pk=product_id).first()
    if product is None or product.status != ProductStatus.PUBLISHED:
        name = product.name if product else _("This product")
        return OutOfStock(
            _("%(name)s is not for sale any more. Take it out of the cart.") % {"name": name},
            product_id=product_id,
            asked=quantity,
            available=0,
        )
    return OutOfStock(
        _(
            "%(name)s: %(asked)s %(unit)s asked, %(available)s still free. Order at most "
            "%(available)s or choose another shop."
        )
        % {
            "name": product.name,
            "asked": quantity,
            "unit": product.unit,
            "available": product.available,
        },
        product_id=product_id,
        asked=quantity,
        available=product.available,
    )


def release_stock(*, quantities: Mapping[int, int]) -> None:
    """Free units that were held; the goods stay on the shelf. Raises: OutOfStock if not held."""
    _take(quantities, from_shelf=False)


def withdraw_stock(*, quantities: Mapping[int, int]) -> None:
    """Take held units off the shelf because they were shipped. Raises: OutOfStock if not held."""
    _take(quantities, from_shelf=True)


def _take(quantities: Mapping[int, int], *, from_shelf: bool) -> None:
    _inside_transaction()
    for product_id, quantity in _in_order(quantities):
        changes: dict[str, Any] = {"reserved": F("reserved") - quantity}
        if from_shelf:
            changes["stock"] = F("stock") - quantity
        moved = Product.objects.filter(pk=product_id, reserved__gte=quantity).update(**changes)
        if not moved:
            raise _out_of_stock(product_id, quantity)
