"""The kernel's own guards and what they say."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation

guards.register(
    Conflict,
    _("This is evidence and stays as it was written. Correct it by a new entry."),
    "append_only",
    "frozen_column",
    "series_goes_forward",
)
guards.register(
    InvalidTransition,
    _("This step does not exist any more: somebody else took one first. Reload the page."),
    "no_such_step",
    "one_row_per_step",
)
guards.register(
    Conflict,
    _("This was already done a moment ago. Reload the page to see it."),
    "one_result_per_key",
    "one_delivery_per_handler",
    "one_open_deadline",
)
guards.register(
    RuleViolation,
    _(
        "A rule holds from its first to its last day, has a value that is not negative, and no "
        "other version of it holds on one of those days."
    ),
    "one_rule_in_force_per_day",
    "rule_ends_after_it_starts",
    "rule_value_not_negative",
)
guards.register(
    RuleViolation,
    _("The value of this rule is larger than its unit allows. Check the zeros."),
    "rule_within_bounds",
)
guards.register(
    RuleViolation,
    _("A tenant's own rule cites its legal act and is stricter than the general one."),
    "tenant_rule_cites_its_act",
    "tenant_rule_of_a_kind_that_may_differ",
    "tenant_rule_is_stricter",
)
guards.register(
    RuleViolation,
    _("A rule is never rewritten. End it and enter another one."),
    "rule_history",
)
guards.register(
    Conflict,
    _("This day is in the table of holidays already. Take that entry back first."),
    "one_holiday_per_day",
)
guards.register(
    RuleViolation,
    _("A holiday has its name and its decree, and is taken back once, by somebody."),
    "holiday_has_its_source",
    "holiday_withdrawn_by_somebody",
)
guards.register(
    Conflict,
    _("A holiday in the table is never rewritten. Take it back and enter another one."),
    "holiday_history",
)
