"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("A key never changes, and ends once. Make a new one."),
    "channel_key_never_changes",
    "channel_key_ends_for_a_reason",
    "channel_key_is_hashed",
    "channel_key_expires",
)
guards.register(
    RuleViolation,
    _("Your shop has a key of this name. Choose another name."),
    "one_live_channel_key_per_name",
)
guards.register(
    Conflict,
    _("The version of a stock only rises. Read the newest one and count on from it."),
    "stock_version_only_rises",
    "stock_version_is_positive",
)
