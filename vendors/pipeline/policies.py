"""Who keeps target lists, who reads them, who sees the funnel, and who answers an invitation."""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, Tenant, User
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors.invitation_rules import masked_address
from vendors.pipeline.models import ShopInvitation, TargetImport, TargetList
from vendors.policies import confirmed_holders

KEEPERS: Final = (Role.VENDOR_VERIFIER, Role.CATALOGUE_MANAGER)
READERS: Final = (*KEEPERS, Role.INTERNAL_AUDITOR)
FUNNEL_READERS: Final = (*READERS, Role.LEADER)


def can_keep(user: User, tenant_id: int | None = None) -> Verdict:
    """Verifiers and catalogue managers keep the lists of their market, there or anywhere."""
    if _holds(user, KEEPERS, tenant_id):
        return ALLOW
    return deny(
        _("Only the vendor verifiers and catalogue managers of the market keep its target lists.")
    )


def can_read(user: User, tenant_id: int | None = None) -> Verdict:
    """Whoever keeps the lists of a market, and its auditor."""
    if _holds(user, READERS, tenant_id):
        return ALLOW
    return deny(
        _("Only the verifiers, catalogue managers and auditors of the market read target lists.")
    )


def can_see_funnel(user: User, tenant_id: int | None = None) -> Verdict:
    """Whoever reads target lists, and the staff of the head of the region."""
    if _holds(user, FUNNEL_READERS, tenant_id):
        return ALLOW
    return deny(
        _(
            "Only the verifiers, catalogue managers, auditors and the leader's staff of the market "
            "see how far its vendors have come."
        )
    )


def _holds(user: User, roles: tuple[Role, ...], tenant_id: int | None) -> bool:
    tenants = user.tenants_as(*roles)
    return bool(tenants) if tenant_id is None else tenant_id in tenants


def markets_kept_by(user: User) -> QuerySet[Tenant]:
    """Return the markets whose lists this person keeps."""
    return Tenant.objects.filter(pk__in=user.tenants_as(*KEEPERS)).select_related("region")


def markets_seen_by(user: User) -> QuerySet[Tenant]:
    """Return the markets whose funnel this person sees (twin of ``can_see_funnel``)."""
    return Tenant.objects.filter(pk__in=user.tenants_as(*FUNNEL_READERS)).select_related("region")


def visible_to(user: User) -> QuerySet[TargetList]:
    """Return the lists that ``can_read`` opens for this person."""
    rows = TargetList.objects.filter(tenant__in=user.tenants_as(*READERS))
    return rows.select_related("tenant__region", "agency")


def imports_of(user: User) -> QuerySet[TargetImport]:
    """Return the imports of lists that this person keeps: what a sheet says is not for others."""
    rows = TargetImport.objects.filter(list__tenant__in=user.tenants_as(*KEEPERS))
    return rows.select_related("list__tenant__region", "sent_by")


def can_answer(user: Any, invitation: ShopInvitation) -> Verdict:
    """A printed code is for whoever holds it, a letter for the account of its address."""
    address = invitation.target.email
    if not invitation.by_mail or confirmed_holders(address).filter(pk=user.pk).exists():
        return ALLOW
    return deny(
        _(
            "This invitation was sent to %(address)s. Sign in with the account that has confirmed "
            "this address, or ask the office for a sheet with a code."
        )
        % {"address": masked_address(address)}
    )
