"""Who compares and keeps goods: whoever has a part in buying; colleagues read what is shared."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Membership, Role, User
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.shortlists.models import SavedList, SavedSearch, StoredComparison

BUYING_ROLES: Final = (
    Role.PROCUREMENT_OFFICER,
    Role.COMMITMENT_OFFICER,
    Role.ACTIVITY_OFFICER,
    Role.BUDGET_AUTHORITY,
)
READING_TENANT_ROLES: Final = (Role.INTERNAL_AUDITOR, Role.LEADER)


def can_keep(user: User) -> Verdict:
    """Somebody who has a part in buying for at least one agency."""
    if user.agencies_as(*BUYING_ROLES):
        return ALLOW
    return deny(_("Only people who buy for an agency (PP, PPK, PPTK, KPA) compare and keep goods."))


def can_keep_for(user: User, agency_id: int) -> Verdict:
    """Somebody who has a part in buying for this agency."""
    if agency_id in user.agencies_as(*BUYING_ROLES):
        return ALLOW
    return deny(_("You do not buy for this agency. Choose one that you buy for."))


def comparisons_for(user: User) -> QuerySet[StoredComparison]:
    """Return the stored comparisons of the person's agencies; auditors read their tenant's."""
    return StoredComparison.objects.filter(
        Q(agency__in=user.agencies_as())
        | Q(agency__tenant__in=user.tenants_as(*READING_TENANT_ROLES))
    )


def can_read_paper(user: Any, document: Any) -> Verdict:
    """Whoever sees a stored comparison reads its paper."""
    if user.is_authenticated and comparisons_for(user).filter(pk=document.subject_id).exists():
        return ALLOW
    return deny(_("This comparison belongs to another agency."))


def own_lists(user: User) -> QuerySet[SavedList]:
    """Return the lists that the person may change."""
    return SavedList.objects.filter(owner=user)


def readable_lists(user: User) -> QuerySet[SavedList]:
    """Return the person's own lists, and those that colleagues share with their agencies.

    Who has no part there any more shares nothing with it.
    """
    colleague = Membership.objects.filter(
        in_force(), user=OuterRef("owner"), agency=OuterRef("agency"), role__in=BUYING_ROLES
    )
    shared = Q(Exists(colleague), is_shared=True, agency__in=user.agencies_as(*BUYING_ROLES))
    return SavedList.objects.filter(Q(owner=user) | shared)


def own_searches(user: User) -> QuerySet[SavedSearch]:
    """Return the searches that the person keeps; nobody else reads them."""
    return SavedSearch.objects.filter(owner=user)
