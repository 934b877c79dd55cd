"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    RuleViolation,
    _("A sanction is a warning, hidden goods, a suspension or a blacklist."),
    "sanction_kind_is_known",
)
guards.register(
    RuleViolation,
    _("A sanction begins in force; a blacklist begins as a proposal."),
    "sanction_begins_in_order",
)
guards.register(
    RuleViolation,
    _("A sanction has its first and its last day; only a warning has no end."),
    "sanction_is_dated",
    "sanction_ends_after_it_began",
)
guards.register(
    RuleViolation,
    _("A sanction states its facts, a blacklist its evidence, hidden goods which ones."),
    "sanction_states_its_facts",
    "blacklist_has_evidence",
    "hidden_sanction_names_goods",
)
guards.register(
    RuleViolation,
    _("The shop is heard before it is blacklisted: wait for its answer, or for the last day."),
    "blacklist_has_a_hearing",
    "shop_is_heard_first",
)
guards.register(
    RuleViolation,
    _("Whoever proposed a blacklist does not decide it. Another person must do it."),
    "blacklist_decided_by_another",
)
guards.register(
    RuleViolation,
    _("A decision on a sanction names who decided, when and why."),
    "sanction_is_decided_by_somebody",
    "lift_request_is_decided_by_somebody",
    "lift_request_says_why",
    "hearing_answer_has_its_person",
    "sanction_read_by_somebody",
)
guards.register(
    RuleViolation,
    _("Nobody sanctions or judges a shop they act for. Another person must do it."),
    "sanction_by_no_member",
)
guards.register(
    Conflict,
    _("What a sanction says stays as it was written. Lift it, or impose another one."),
    "sanction_stays_as_written",
)
guards.register(
    Conflict,
    _("The shop has said this already, or the time for it is over. Reload the page."),
    "shop_answers_once",
    "one_appeal_per_sanction",
)
guards.register(
    RuleViolation,
    _("A sanction ends after its last day, not before."),
    "sanction_ends_after_its_day",
)
guards.register(
    RuleViolation,
    _("A sanction is lifted by two people: one proposes it, another one decides."),
    "sanction_lifted_by_two",
    "lift_decided_by_another",
)
guards.register(
    RuleViolation,
    _("A third person decides an appeal: neither who proposed the sanction nor who decided it."),
    "appeal_decided_by_a_third",
)
guards.register(
    Conflict,
    _("Only a sanction in force can be lifted. Reload the page to see where it stands."),
    "lift_asked_while_in_force",
)
guards.register(
    Conflict,
    _("This was decided, or asked for, already. Reload the page to see how."),
    "lift_is_decided_once",
    "one_pending_lift_per_sanction",
    "one_row_per_hidden_thing",
)
guards.register(
    RuleViolation,
    _("A shop is suspended by a sanction and sells again when the last one has ended."),
    "shop_suspended_by_a_sanction",
    "shop_reopened_by_its_sanction",
    "stopped_shop_is_suspended",
)
