"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation

guards.register(
    RuleViolation,
    _("Say what is wrong with the listing."),
    "report_says_what_is_wrong",
)
guards.register(
    InvalidTransition,
    _("A report is answered once, with a reason. Reload the page."),
    "report_answered_with_a_reason",
    "report_begins_open",
    "report_is_answered_once",
)
guards.register(
    Conflict,
    _("You reported this listing already; a catalogue manager reads it."),
    "one_open_report_each",
)
guards.register(
    RuleViolation,
    _("A word is watched once in a market, with its reason."),
    "word_watched_once",
    "watched_word_has_a_reason",
)
