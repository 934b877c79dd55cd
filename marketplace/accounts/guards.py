"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("This person already has this role here."),
    "one_membership_per_role",
)
guards.register(
    RuleViolation,
    _("This role is given for an agency, or for a whole market; choose which."),
    "role_belongs_to_agency_or_tenant",
)
