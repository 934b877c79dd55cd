"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import BudgetExceeded, Conflict, RuleViolation

guards.register(
    BudgetExceeded,
    _("The plan package has less left than this needs. Order less or choose another package."),
    "plan_package_reserved_within_ceiling",
)
guards.register(
    RuleViolation,
    _("The ceiling is at most Rp 999 trillion. Check the zeros."),
    "plan_package_within_bounds",
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
)
