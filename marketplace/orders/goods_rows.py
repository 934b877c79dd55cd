"""The lines of an order as its page shows them: each beside the prices that were really paid."""

from dataclasses import dataclass

from catalog.dating import days_words
from catalog.models import PriceMark
from catalog.prices import counted_mark, price_with_vat
from catalog.rules import deviation_bp
from marketplace.orders.line_makers import makers_line
from marketplace.orders.models import OrderLine, PurchaseOrder


@dataclass(frozen=True)
class GoodsRow:
    """A line with how its price compares with what others paid: ``mark``, where enough was.

    ``paid_rupiah``: of one unit with PPN, where there is something to compare it with.
    """

    line: OrderLine
    deviation_bp: int | None
    compared: int
    wanted: str
    paid_rupiah: int = 0
    mark: PriceMark | None = None

    @property
    def deviation_sign(self) -> str:
        """Plus or minus before the distance from the median, nothing at it."""
        far = self.deviation_bp or 0
        return "+" if far > 0 else "−" if far < 0 else ""

    @property
    def today_rupiah(self) -> int | None:
        """What a unit of so many costs before PPN today, where that is another price."""
        today: int = self.line.sku.price_for(self.line.quantity)
        return None if today == self.line.unit_price_rupiah else today

    @property
    def makers(self) -> str:
        """Who of a cooperative makes these goods, as named when they were ordered."""
        return makers_line([maker.name for maker in self.line.makers.all()])


def goods_row(order: PurchaseOrder, line: OrderLine) -> GoodsRow:
    """Return a line with its distance from the median; expects its goods and their mark fetched."""
    mark, wanted = counted_mark(line.sku), days_words(line, order.agency.time_zone)
    if mark is None or mark.median_rupiah is None:
        return GoodsRow(line, None, 0, wanted)
    line.sku.product.vendor = order.vendor
    paid = price_with_vat(line.sku, line.unit_price_rupiah, order.ordered_on)
    far = deviation_bp(paid, mark.median_rupiah)
    return GoodsRow(line, far, mark.paid_count, wanted, paid, mark)
