"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation
from marketplace.negotiation.services import AboveList, AlreadyOpen, ReasonOwed

guards.register(
    AlreadyOpen,
    _("Your agency negotiates about these goods already. Bring that to its end first."),
    "goods_negotiated_once_at_a_time",
)
guards.register(
    AboveList,
    _("A price or the freight lies above the shop's list. Offer the list price at most."),
    "offer_within_the_list",
)
guards.register(
    ReasonOwed,
    _("Write why: an offer that changes nothing, or a refusal, needs a reason."),
    "negotiation_says_why",
    "refusal_says_why",
)
guards.register(
    RuleViolation,
    _("A price or the freight is too small or too large to be true. Check the zeros."),
    "offered_price_within_bounds",
    "round_names_its_freight",
    "negotiated_freight_within_bounds",
    "negotiated_quantity_positive",
)
guards.register(
    RuleViolation,
    _("One negotiation is about goods of one shop, each once. Put them into the cart first."),
    "one_line_per_negotiated_goods",
    "negotiated_goods_of_the_shop",
    "negotiated_goods_as_listed",
)
guards.register(
    Conflict,
    _("The other side answered, or a colleague of yours. Reload the page and read it."),
    "one_round_a_number",
    "round_in_turn",
    "one_price_per_round_and_goods",
    "round_prices_all_its_goods",
)
guards.register(
    InvalidTransition,
    _("What was said in a negotiation stays as it is. Reload the page."),
    "negotiation_begins_open",
    "negotiation_stays",
    "negotiation_says_what_it_is",
    "negotiation_ends_as_its_rounds",
    "negotiated_line_stays",
)
