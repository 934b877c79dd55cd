"""What the guards of delivery days and their addenda say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed, RuleViolation
from marketplace.orders.services.addenda import AddendumOpen
from marketplace.orders.services.placeable import NeededByTooFar

guards.register(
    RuleViolation,
    _("A proposed delivery day is another one than the present, with a reason; so is a refusal."),
    "addendum_moves_the_day",
    "addendum_says_what_it_is",
)
guards.register(
    AddendumOpen,
    _("A delivery day of this order waits for an answer already. Wait for it."),
    "one_open_addendum",
)
guards.register(
    Conflict,
    _("This number is of another addendum. Try again."),
    "one_addendum_per_number",
)
guards.register(
    InvalidTransition,
    _("The goods of the order have come, it ended, or its day moved. Reload the page."),
    "addendum_of_awaited_goods",
)
guards.register(
    InvalidTransition,
    _("What was proposed and answered about a delivery day stays as it is. Reload the page."),
    "addendum_stays",
)
guards.register(
    NotAllowed,
    _("One side of the order proposes another delivery day, and the other side answers."),
    "addendum_of_two_sides",
)
guards.register(
    NeededByTooFar,
    _("The delivery day has passed, or lies too far ahead. Choose one within the fiscal year."),
    "addendum_day_within_rules",
)
guards.register(
    Conflict,
    _("The delivery day is that of the order letter, or of the addendum agreed last."),
    "order_due_day",
    "addendum_moves_its_order",
)
