"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed, RuleViolation

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
    "removed_quantity_positive",
    "shared_quantity_positive",
)
guards.register(
    RuleViolation,
    _("Days go from the first to the last, a year at most, with whole pieces on each of them."),
    "cart_days_fit",
    "cart_holds_whole_pieces",
    "removed_days_fit",
    "removed_whole_pieces",
    "shared_days_fit",
    "shared_whole_pieces",
)
guards.register(
    NotAllowed,
    _("Goods are handed from one procurement officer (PP) of an agency to another of the same."),
    "shared_cart_inside_its_agency",
    "shared_cart_goes_to_another",
)
guards.register(
    InvalidTransition,
    _("These goods were taken or declined already. Reload the page."),
    "shared_cart_is_answered",
)
guards.register(
    Conflict,
    _("The same goods stand twice in what is handed over. Add them up in the cart."),
    "goods_once_in_a_shared_cart",
)
