"""What the guards of an agency's approval rules say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.orders.seconding import SecondApprovalMissing

guards.register(
    SecondApprovalMissing,
    _(
        "A rule of the agency asks a second approval of this order. The budget authority (KPA) or "
        "another PPK of the agency gives it first."
    ),
    "order_has_second_by_rule",
)
guards.register(
    Conflict,
    _("The agency has an open rule for this sum and these goods already. End it first."),
    "one_open_approval_rule_of_a_kind",
)
guards.register(
    Conflict,
    _("An approval rule stays as it was entered; only its last day is set, once. Enter another."),
    "approval_rule_history",
    "approval_rule_never_reaches_back",
)
guards.register(
    RuleViolation,
    _(
        "An approval rule cites its act, names a sum within bounds or goods of the market, and "
        "does not end before it begins."
    ),
    "approval_rule_names_sum_or_goods",
    "approval_rule_within_bounds",
    "approval_rule_ends_after_it_starts",
    "approval_rule_cites_its_act",
    "approval_rule_of_its_market",
)
