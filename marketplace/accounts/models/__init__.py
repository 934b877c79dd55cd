"""Who and where: regions, tenants, agencies, people, the roles they hold, and how they get in."""

from marketplace.accounts.models.access import (
    SHOWN_MAX,
    ApiToken,
    CodePurpose,
    LinkedIdentity,
    PhoneCode,
    TokenEnd,
)
from marketplace.accounts.models.changes import ROLE_CHANGES, AccountChange, AccountChangeKind
from marketplace.accounts.models.memberships import (
    EARLY,
    LETTER_NUMBER_MAX,
    SIGNED_BY_MAX,
    AppointmentLetter,
    Membership,
)
from marketplace.accounts.models.people import User, UserManager, phone_name
from marketplace.accounts.models.places import (
    Agency,
    ProgrammeMove,
    ProgrammeStep,
    Region,
    RegionLevel,
    Tenant,
)
from marketplace.accounts.models.roles import AGENCY_ROLES, SECOND_STEP_ROLES, STAND_IN_ROLES, Role

__all__ = [
    "AGENCY_ROLES",
    "EARLY",
    "LETTER_NUMBER_MAX",
    "ROLE_CHANGES",
    "SECOND_STEP_ROLES",
    "SHOWN_MAX",
    "SIGNED_BY_MAX",
    "STAND_IN_ROLES",
    "AccountChange",
    "AccountChangeKind",
    "Agency",
    "ApiToken",
    "AppointmentLetter",
    "CodePurpose",
    "LinkedIdentity",
    "Membership",
    "PhoneCode",
    "ProgrammeMove",
    "ProgrammeStep",
    "Region",
    "RegionLevel",
    "Role",
    "Tenant",
    "TokenEnd",
    "User",
    "UserManager",
    "phone_name",
]
