"""What a person may do for an agency or a tenant."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do for an agency or a tenant."""

    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer (PP)")
    COMMITMENT_OFFICER = "commitment_officer", _("Commitment officer (PPK)")
    ACTIVITY_OFFICER = "activity_officer", _("Activity officer (PPTK)")
    CARD_HOLDER = "card_holder", _("Card holder")
    BUDGET_AUTHORITY = "budget_authority", _("Budget authority (KPA)")
    TREASURER = "treasurer", _("Treasurer")
    AGENCY_ADMIN = "agency_admin", _("Agency administrator")
    INTERNAL_AUDITOR = "internal_auditor", _("Internal auditor (APIP)")
    VENDOR_VERIFIER = "vendor_verifier", _("Vendor verifier")
    CATALOGUE_MANAGER = "catalogue_manager", _("Catalogue manager")
    COUNTER_OFFICER = "counter_officer", _("Counter officer")
    LEADER = "leader", _("Head of region's staff")


AGENCY_ROLES = frozenset(
    {
        Role.PROCUREMENT_OFFICER,
        Role.COMMITMENT_OFFICER,
        Role.ACTIVITY_OFFICER,
        Role.CARD_HOLDER,
        Role.BUDGET_AUTHORITY,
        Role.TREASURER,
        Role.AGENCY_ADMIN,
    }
)

# Who approves, pays, verifies or gives roles: a password alone must not be enough to act for them.
SECOND_STEP_ROLES: Final = frozenset(
    {
        Role.COMMITMENT_OFFICER,
        Role.CARD_HOLDER,
        Role.TREASURER,
        Role.VENDOR_VERIFIER,
        Role.AGENCY_ADMIN,
    }
)
# In whose place another acts while they are away. A card is in its holder's own name, and who gives
# roles is appointed by operators alone.
STAND_IN_ROLES: Final = AGENCY_ROLES - {Role.CARD_HOLDER, Role.AGENCY_ADMIN}
