"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import BudgetExceeded, Conflict, RuleViolation

guards.register(
    BudgetExceeded,
    _("The plan package has less left than this needs. Order less or choose another package."),
    "plan_package_reserved_within_ceiling",
    "package_line_reserved_within_ceiling",
)
guards.register(
    BudgetExceeded,
    _("The budget line (DPA) has less left than this needs. Order less or choose another package."),
    "budget_line_reserved_within_ceiling",
)
guards.register(
    RuleViolation,
    _("The ceiling is at most Rp 999 trillion. Check the zeros."),
    "plan_package_within_bounds",
    "budget_line_within_bounds",
)
guards.register(
    Conflict,
    _("Only plan money that was held and received for can be spent."),
    "reservation_realised_then_spent",
)
guards.register(
    RuleViolation,
    _("Choose a plan package (RUP) of your own agency."),
    "plan_package_of_agency",
)
guards.register(
    Conflict,
    _("The plan's money is what its orders hold of it. Reload the page."),
    "reserved_is_what_orders_hold",
    "reservation_is_of_its_package",
)
guards.register(
    RuleViolation,
    _("The parts of a package add up to its ceiling. Change the parts."),
    "package_ceiling_is_its_parts",
)
guards.register(
    RuleViolation,
    _(
        "A package draws on budget lines (DPA) of its own agency and year, on none more than it "
        "grants."
    ),
    "package_line_of_its_budget",
    "package_line_of_its_account",
    "budget_line_of_its_account",
    "package_line_of_its_package",
)
guards.register(
    Conflict,
    _("This budget line (DPA) is there already. Change it instead."),
    "one_budget_line_per_sub_activity",
)
guards.register(
    Conflict,
    _("A package has one part an account. Change that part instead."),
    "one_package_line_per_account",
)
guards.register(
    Conflict,
    _("A sheet of the budget is decided once, and one of a kind at a time. Reload the page."),
    "plan_sheet_is_decided_once",
    "decided_plan_sheet_is_empty",
    "one_open_plan_sheet",
    "plan_sheet_stays",
)
