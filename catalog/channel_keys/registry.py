"""What this room registers with the kernel."""

from catalog.channel_keys import guards, held
from catalog.channel_keys.models import ChannelKey, StockVersion
from marketplace.core import locks

__all__ = ["guards", "held"]

# After the variant (45): a stock's version is read under the lock of its variant.
locks.register({ChannelKey: 38, StockVersion: 46})
