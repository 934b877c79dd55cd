"""Who keeps an agency's budget, and who reads it."""

from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Agency, Role, User
from marketplace.core.errors import NotAllowed
from marketplace.core.policy import ALLOW, Verdict, deny

KEEPERS: Final = (Role.BUDGET_AUTHORITY, Role.TREASURER)
READERS: Final = (*KEEPERS, Role.COMMITMENT_OFFICER, Role.PROCUREMENT_OFFICER)


def can_keep(user: User, agency_id: int) -> Verdict:
    """The budget authority and the treasurer of the agency."""
    if agency_id in user.agencies_as(*KEEPERS):
        return ALLOW
    return deny(_("Only the budget authority (KPA) and the treasurer keep an agency's budget."))


def readable_by(user: User) -> QuerySet[Agency]:
    """Return the agencies whose budget a person reads: their own, or their market's as auditor."""
    return Agency.objects.filter(
        Q(pk__in=user.agencies_as(*READERS)) | Q(tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR))
    ).order_by("name", "pk")


def reads_any(user: User) -> bool:
    """Say whether a person reads a budget at all; asked for every menu, so without a query."""
    return bool(user.agencies_as(*READERS) or user.tenants_as(Role.INTERNAL_AUDITOR))


def reads_none() -> NotAllowed:
    """Return what is said to whoever reads no budget."""
    return NotAllowed(
        _(
            "Only the budget authority (KPA) and the treasurer keep an agency's budget; its "
            "PPK and PP and the auditor of the market read it."
        )
    )
