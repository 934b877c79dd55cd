"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    RuleViolation,
    _("Choose what kind of licence it is."),
    "licence_kind_is_known",
)
guards.register(
    RuleViolation,
    _("A licence needs its number and the paper itself; only a stated label needs neither."),
    "licence_has_number_and_paper",
)
guards.register(
    RuleViolation,
    _("This paper has a last day of validity, not before the day of issue. Copy both."),
    "licence_has_its_last_day",
    "licence_ends_after_it_began",
)
guards.register(
    RuleViolation,
    _("A TKDN certificate states a percentage above 0 and up to 100; no other paper does."),
    "licence_percent_is_of_tkdn",
)
guards.register(
    Conflict,
    _("This licence was decided already and its facts never change. Hand in another one."),
    "licence_is_decided_once",
    "licence_starts_waiting",
    "licence_is_decided_by_somebody",
    "revoked_licence_has_its_person",
)
guards.register(
    RuleViolation,
    _("Whoever hands a licence in, or acts for the shop, does not check it. Another must do it."),
    "licence_is_checked_by_another",
    "licence_is_judged_from_outside",
)
guards.register(
    RuleViolation,
    _("Open the paper first: you have not looked at it yet."),
    "licence_paper_was_read",
)
guards.register(
    RuleViolation,
    _("Write the reason; the shop owner reads it."),
    "returned_licence_has_a_reason",
)
guards.register(
    Conflict,
    _("This number waits for the verifier already. Withdraw it first."),
    "one_waiting_licence_per_number",
)
guards.register(
    Conflict,
    _("A licence renews one of the same shop and kind. Reload the page."),
    "licence_replaces_its_own",
    "licence_renews_its_kind",
    "licence_belongs_to_vendor",
)
guards.register(
    Conflict,
    _("The shop was told of this already."),
    "licence_reminder_once",
)
