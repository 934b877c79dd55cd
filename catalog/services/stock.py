"""Stock held for orders. These three keep I-01: never more promised than there is."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from catalog.models import ProductStatus, Sku
from marketplace.core import locks
from marketplace.core.errors import OutOfStock, RuleViolation

_HELD: Final = """
SELECT id FROM catalog_sku WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
_RESERVE: Final = """
UPDATE catalog_sku sku SET reserved = sku.reserved + wanted.units
FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (id, units), catalog_product product
WHERE sku.id = wanted.id AND sku.active AND sku.stock >= sku.reserved + wanted.units
  AND product.id = sku.product_id AND product.status = 'published'
RETURNING sku.id
"""


def _inside_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Stock moves with the order that holds it.")


def reserve_stock(*, quantities: Mapping[int, int]) -> None:
    """Hold units for an order, all or none, in the caller's transaction (I-01).

    ``quantities``: units by key of the variant. One pass in order of the key, so that two
    checkouts never wait for each other in a circle. Raises: OutOfStock naming the goods and both
    numbers.
    """
    _inside_transaction()
    wanted = _in_order(quantities)
    if not wanted:
        return  # what is dated has no stock but its days
    locks.note(Sku, quantities)
    with connection.cursor() as cursor:
        # Locked first, by key: what the next statement asks of a row is true of what it became.
        cursor.execute(_HELD, [[sku_id for sku_id, _units in wanted]])
        cursor.execute(_RESERVE, [list(column) for column in zip(*wanted, strict=True)])
        held = {sku_id for (sku_id,) in cursor.fetchall()}
    for sku_id, units in wanted:
        if sku_id not in held:
            raise _out_of_stock(sku_id, units)


def _in_order(quantities: Mapping[int, int]) -> list[tuple[int, int]]:
    if any(quantity <= 0 for quantity in quantities.values()):
        raise RuleViolation(_("The quantity must be at least one."), field="quantity")
    return sorted(quantities.items())


def _out_of_stock(sku_id: int, quantity: int) -> OutOfStock:
    sku = Sku.objects.select_related("product").filter(pk=sku_id).first()
    if sku is None or not sku.active or sku.product.status != ProductStatus.PUBLISHED:
        name = sku.title if sku else _("This product")
        return OutOfStock(
            _("%(name)s is not for sale any more. Take it out of the cart.") % {"name": name},
            sku_id=sku_id,
            asked=quantity,
            available=0,
        )
    return OutOfStock(
        _(
            "%(name)s: %(asked)s %(unit)s asked, %(available)s still free. Order at most "
            "%(available)s or choose another shop."
        )
        % {
            "name": sku.title,
            "asked": quantity,
            "unit": sku.unit,
            "available": sku.available,
        },
        sku_id=sku_id,
        asked=quantity,
        available=sku.available,
    )


def release_stock(*, quantities: Mapping[int, int]) -> None:
    """Free units that were held; the goods stay on the shelf. Raises: OutOfStock if not held."""
    _take(quantities, from_shelf=False)


def withdraw_stock(*, quantities: Mapping[int, int]) -> None:
    """Take held units off the shelf because they were shipped. Raises: OutOfStock if not held."""
    _take(quantities, from_shelf=True)


def _take(quantities: Mapping[int, int], *, from_shelf: bool) -> None:
    _inside_transaction()
    locks.note(Sku, quantities)
    for sku_id, quantity in _in_order(quantities):
        changes: dict[str, Any] = {"reserved": F("reserved") - quantity}
        if from_shelf:
            changes["stock"] = F("stock") - quantity
        moved = Sku.objects.filter(pk=sku_id, reserved__gte=quantity).update(**changes)
        if not moved:
            raise _out_of_stock(sku_id, quantity)
