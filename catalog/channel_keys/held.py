"""A key is a shop's: of a person it holds who made it, by number."""

from catalog.channel_keys.models import ChannelKey, StockVersion
from marketplace.core import privacy

privacy.silent(
    ChannelKey, "the name of a shop's program, a hash, and what it may",
    *("name", "shown", "digest", "scopes"),
)  # fmt: skip
privacy.names(ChannelKey, "made_by")
privacy.silent(StockVersion, "a count of goods")
