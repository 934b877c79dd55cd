"""What the kernel itself registers: how refused statements are told, and its place in the locks."""

from marketplace.core import guarded, held, locks
from marketplace.core.models import NumberSeries

__all__ = ["guarded", "held"]

locks.register({NumberSeries: locks.LAST})
