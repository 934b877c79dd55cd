"""What this room registers with the kernel."""

from catalog.importing import guards, held, services
from catalog.importing.models import GoodsImport, GoodsRow
from marketplace.core import locks, periodic

__all__ = ["guards", "held"]

# Before the vendor (30): a worker holds the sheet while it changes the goods of a row.
locks.register({GoodsImport: 29, GoodsRow: 29})
periodic.register("judge_goods", services.judge_sheets)
periodic.register("take_in_goods", services.take_in_sheets)
periodic.register("forget_goods_rows", services.forget_rows)
