"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation

guards.register(
    RuleViolation,
    _("Write what you ask, or what you answer."),
    "question_says_something",
    "answer_says_something",
)
guards.register(
    RuleViolation,
    _("What is taken down has a reason, and who gave it."),
    "question_removed_with_a_reason",
    "answer_removed_with_a_reason",
)
guards.register(
    InvalidTransition,
    _("What was asked and answered stays as it is. Reload the page."),
    "question_begins_waiting",
    "question_stays_as_it_is",
)
guards.register(
    Conflict,
    _("Somebody answered this question just now. Reload the page."),
    "one_answer_at_a_time",
    "question_answered_by_its_answer",
)
guards.register(
    RuleViolation,
    _("A shop cannot have answered more than it was asked."),
    "reply_standing_counts_what_was_asked",
)
