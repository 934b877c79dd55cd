"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation

guards.register(
    RuleViolation,
    _("Say whose data it is: the account, or an address, phone or NIK."),
    "data_request_is_of_somebody",
    "data_request_begins_undecided",
)
guards.register(
    Conflict,
    _("This request was decided already. Ask for a new one."),
    "data_request_is_decided_whole",
    "data_request_is_decided_once",
    "erasure_was_decided",
)
guards.register(
    NotAllowed,
    _(
        "A second person carries out an erasure: neither who asked for it nor whom it is about. "
        "Ask a colleague."
    ),
    "erasure_by_a_second_person",
    "erasure_is_asked_before",
)
guards.register(
    RuleViolation,
    _("A correction says what is wrong, and its answer what was corrected."),
    "correction_says_what",
)
guards.register(
    RuleViolation,
    _("Say why, with what the person can do next: they read it."),
    "refused_data_request_says_why",
)
guards.register(
    Conflict,
    _("The same request of this person waits already. Decide that one first."),
    "one_waiting_data_request",
)
guards.register(
    RuleViolation,
    _("This column is kept by law and is not erased."),
    "erasure_of_listed_columns",
    "one_erasable_per_column",
)
