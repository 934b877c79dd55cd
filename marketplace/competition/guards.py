"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.competition.services import ReasonMissing, TooLate
from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation

guards.register(
    TooLate,
    _("The time for it is over, or has not come. Reload the page to see what is open now."),
    "sealed_offer_in_time",
    "inquiry_in_time",
    "key_released_in_time",
)
guards.register(
    ReasonMissing,
    _("Write why another offer than the first is taken, or a lone one."),
    "award_says_why",
)
guards.register(
    RuleViolation,
    _("A number of this competition is too small or too large to be true. Check the zeros."),
    "competition_asks_for_something",
    "competition_estimate_within_bounds",
    "opened_offer_within_bounds",
)
guards.register(
    RuleViolation,
    _("Questions end before the offers, and both after today. Choose other days."),
    "competition_asks_before_it_closes",
)
guards.register(
    Conflict,
    _("This shop is invited already, or the invitations are out. Reload the page."),
    "shop_invited_once",
    "invited_while_drawn_up",
)
guards.register(
    Conflict,
    _("Somebody of your office or shop was faster. Reload the page to see it."),
    "one_key_per_office",
    "one_sealed_offer_a_number",
    "inquiry_answered_once",
)
guards.register(
    InvalidTransition,
    _("What was sealed, opened or taken in a competition stays as it is. Reload the page."),
    "competition_begins_drawn_up",
    "competition_says_what_it_is",
    "competition_opens_with_both_keys",
    "competition_stays",
    "award_as_offered",
    "agreement_of_a_competition",
    "key_stays",
    "key_of_two_people",
    "key_released_whole",
    "inquiry_answered_whole",
    "opened_offer_as_sealed",
    "opened_offer_stands_or_fails",
    "one_offer_a_rank",
)
