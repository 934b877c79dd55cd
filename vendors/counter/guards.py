"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("You have a session open. Finish or close it before you call the next number."),
    "one_running_session_per_officer",
)
guards.register(
    Conflict,
    _("This queue number is being served at this counter. Type the number on the person's slip."),
    "one_running_session_per_queue_number",
)
guards.register(
    Conflict,
    _("This application is open at a counter already. Close that session first."),
    "one_running_session_per_vendor",
)
guards.register(
    RuleViolation,
    _("A counter has a name of its own and says where it is."),
    "one_desk_per_name",
    "desk_has_name_and_place",
)
guards.register(
    RuleViolation,
    _("A session has a queue number and begins open."),
    "session_has_a_queue_number",
    "session_starts_open",
)
guards.register(
    RuleViolation,
    _("The person agrees by name, before anything is typed."),
    "consent_names_its_person",
)
guards.register(
    RuleViolation,
    _(
        "The person has not confirmed what stands here now: by the code on their phone, or by "
        "signing the printed sheet. Let them confirm it."
    ),
    "confirmed_session_has_its_confirmation",
    "confirmed_by_code_or_paper",
    "session_is_confirmed_as_it_stands",
    "confirmation_used_its_code",
    "confirmation_is_of_the_printed_sheet",
)
guards.register(
    Conflict,
    _("This session has ended and stays as it is. Open another one."),
    "ended_session_stays",
    "ended_session_has_its_moment",
)
guards.register(
    RuleViolation,
    _("Nobody serves themselves at the counter. Another officer must do it."),
    "nobody_confirms_their_own_typing",
)
guards.register(
    Conflict,
    _("A code is used once, in time, and ends with the next one. Send another."),
    "one_live_code_per_session",
    "counter_code_is_hashed",
    "counter_code_has_few_tries",
    "counter_code_used_in_time",
    "counter_code_is_used_once",
)
