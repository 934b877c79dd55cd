"""What an order keeps of who makes its goods."""

from collections.abc import Sequence

from catalog.maker_queries import makers_at
from marketplace.orders.models import OrderLine, OrderLineMaker, PurchaseOrder
from vendors.models import LegalForm


def write_makers(order: PurchaseOrder, lines: Sequence[OrderLine]) -> None:
    """Store the makers that the listings named when the order was placed, in its transaction.

    The cooperative's row is held, so that neither the makers of a listing nor its members change
    meanwhile. Other vendors have none.
    """
    if order.vendor.legal_form != LegalForm.COOPERATIVE:
        return
    found = makers_at({line.sku.product_id for line in lines}, order.created_at)
    OrderLineMaker.objects.bulk_create(
        OrderLineMaker(
            line=line,
            vendor_id=line.vendor_id,
            member=maker.member,
            name=maker.member.name,
            region_id=maker.member.region_id,
            share_bp=maker.share_bp,
        )
        for line in lines
        for maker in found.get(line.sku.product_id, ())
    )
