"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("Your cart was changed elsewhere. Look at it again and order once more."),
    "one_cart_per_agency",
    "one_item_per_sku",
)
guards.register(
    RuleViolation,
    _("The quantity must be at least one."),
    "cart_quantity_positive",
)
guards.register(
    RuleViolation,
    _("Days go from the first to the last, a year at most, with whole pieces on each of them."),
    "cart_days_fit",
    "cart_holds_whole_pieces",
)
