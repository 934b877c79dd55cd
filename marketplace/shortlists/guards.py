"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("What you keep was changed elsewhere just now. Reload the page and try again."),
    "offer_compared_once",
    "one_compared_offer_a_place",
    "one_list_a_place",
    "one_list_a_name",
    "goods_once_in_a_list",
    "one_line_a_place",
    "one_search_a_place",
    "one_search_an_address",
)
guards.register(
    RuleViolation,
    _("At most six offers fit side by side. Take one out first."),
    "six_offers_side_by_side",
)
guards.register(
    RuleViolation,
    _("Each person keeps at most 50 lists of 200 goods and 30 searches, each with a name."),
    "fifty_lists_with_names",
    "two_hundred_lines",
    "thirty_searches_with_names",
)
guards.register(
    RuleViolation,
    _("The quantity must be between 1 and 1.000.000 units."),
    "saved_units_within_bounds",
)
guards.register(
    RuleViolation,
    _("A stored comparison has a title and holds two to six offers."),
    "stored_comparison_has_a_title",
    "stored_comparison_of_offers",
)
