"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("This person has been told already."),
    "one_notice_per_person_and_channel",
)
guards.register(
    Conflict,
    _("The mail of this day was made already."),
    "one_digest_per_day",
    "digest_of_mails",
    "digest_of_its_person",
)
guards.register(
    Conflict,
    _("You chose this a moment ago. Reload the page."),
    "one_choice_per_group_and_way",
)
guards.register(
    RuleViolation,
    _("What the law needs always comes; choose among the groups of the page."),
    "choice_of_what_may_be_left",
)
guards.register(
    RuleViolation,
    _("The mail of the day comes by e-mail. For the phone choose at once, or not."),
    "digest_comes_by_mail",
)
guards.register(
    RuleViolation,
    _("Quiet hours go from one hour of the day to another. Choose them from the list."),
    "quiet_hours_of_a_day",
)
guards.register(
    RuleViolation,
    _("A message has a few files, each once. Send the rest in another message."),
    "message_files_are_few",
    "one_message_file_per_place",
)
guards.register(
    Conflict,
    _("This was noted as read already."),
    "read_up_to_there_once",
)
