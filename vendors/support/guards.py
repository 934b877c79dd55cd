"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("A rule of the ladder is ended, once, and never rewritten. End it and enter another."),
    "ladder_rule_history",
    "one_open_ladder_rule_per_code",
    "ladder_rule_ends_after_it_began",
)
guards.register(RuleViolation, _("A cost cannot be less than nothing."), "ladder_cost_not_negative")
guards.register(
    Conflict,
    _("Help with this paper has been asked for already. Write in that case."),
    "one_open_case_per_topic",
)
guards.register(
    Conflict,
    _("This case has ended and stays as it is. Ask for help anew."),
    "ended_case_stays",
    "ended_case_has_its_moment",
)
guards.register(
    RuleViolation,
    _("Whoever gives a case up says why; the other side reads it."),
    "given_up_case_has_a_reason",
)
guards.register(
    RuleViolation,
    _("A case ends with a paper of its own shop, handed in among its licences."),
    "obtained_paper_is_handed_in",
    "case_licence_is_the_shops",
)
guards.register(
    RuleViolation,
    _("A case in work has an officer. Take it up first."),
    "case_in_work_has_an_officer",
)
guards.register(
    Conflict,
    _("A step of a case is done once and stays so. Reload the page."),
    "case_step_is_done_once",
    "one_case_step_per_key",
    "done_case_step_has_its_person",
)
guards.register(
    Conflict,
    _("It was said already what became of this meeting. Reload the page."),
    "appointment_is_held_once",
    "appointment_outcome_has_its_person",
)
guards.register(
    RuleViolation,
    _("A note that the shop does not see is written by the office."),
    "internal_note_is_the_offices",
)
guards.register(
    RuleViolation,
    _("A training has seats and a place or a link, and ends later than it starts."),
    "training_has_seats",
    "training_is_somewhere",
    "training_ends_after_it_starts",
)
guards.register(
    Conflict,
    _("A training that was announced is called off with a reason, not rewritten."),
    "training_is_only_called_off",
    "cancelled_training_says_why",
)
guards.register(
    Conflict,
    _("Your shop has signed up for this training already."),
    "one_training_seat_per_vendor",
)
guards.register(
    Conflict,
    _("The last seat was taken a moment ago. Sign up again for the waiting list."),
    "training_is_full",
)
guards.register(
    Conflict,
    _("A seat that was given back stays so. Sign up again."),
    "training_seat_history",
    "withdrawn_seat_has_its_moment",
)
guards.register(
    RuleViolation,
    _("Attendance is noted of shops that had a seat."),
    "attendance_is_of_a_seat",
)
guards.register(
    RuleViolation,
    _("The step that is blocked is named whole or not at all. Reload the page."),
    "blocked_step_is_named_whole",
)
guards.register(
    Conflict,
    _("A ticket is solved at a moment, and answered by an officer. Reload the page."),
    "solved_ticket_has_its_moment",
    "answered_ticket_has_its_officer",
)
