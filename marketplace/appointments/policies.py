"""Who keeps the roles of an agency, and who reads them."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import (
    STAND_IN_ROLES,
    Agency,
    Membership,
    Role,
    User,
)
from marketplace.appointments.models import GIVEN_HERE, RoleInvitation
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only


def can_keep(user: User, agency_id: int | None) -> Verdict:
    """The administrator of the agency."""
    if agency_id is not None and user.has_role(Role.AGENCY_ADMIN, agency_id):
        return ALLOW
    return deny(_("Only the administrator of the agency appoints its people."))


def can_appoint(user: User, person: User, role: str, agency_id: int) -> Verdict:
    """The administrator, to the roles that buy; nobody appoints themselves."""
    if user.pk == person.pk:
        return deny(_("Nobody appoints themselves. Ask another administrator or an operator."))
    return can_invite(user, role, agency_id)


def can_invite(user: User, role: str, agency_id: int) -> Verdict:
    """The administrator, to the roles that buy."""
    if role not in GIVEN_HERE:
        return deny(_("An administrator of an agency is appointed by two operators together."))
    return can_keep(user, agency_id)


def can_accept(user: User, invitation: RoleInvitation) -> Verdict:
    """Whoever has confirmed the address that the letter went to."""
    if has_confirmed(user, invitation.email):
        return ALLOW
    return deny(
        _(
            "The letter went to another address than yours. Sign in with the account of that "
            "address, then open the link again."
        )
    )


def has_confirmed(user: User, address: str) -> bool:
    """Say whether an address is proven to be somebody's."""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return bool(confirmed.exists())


def can_end(user: User, held: Membership) -> Verdict:
    """The administrator ends a role; who is away calls the stand-in back as well."""
    if held.stands_in_for is not None and held.stands_in_for.user_id == user.pk:
        return ALLOW
    if held.role not in GIVEN_HERE:
        return deny(_("The role of an administrator is ended by two operators together."))
    return can_keep(user, held.agency_id)


def can_name_stand_in(user: User, held: Membership) -> Verdict:
    """Whoever holds the role, or the administrator."""
    if held.role not in STAND_IN_ROLES or held.stands_in_for_id is not None:
        return deny(_("Nobody stands in for this role. Let another person be appointed to it."))
    if held.user_id == user.pk:
        return ALLOW
    return can_keep(user, held.agency_id)


def kept_by(user: User) -> QuerySet[Agency]:
    """Return the agencies whose people this person appoints: the twin of ``can_keep``."""
    agencies = Agency.objects.filter(pk__in=user.agencies_as(Role.AGENCY_ADMIN))
    return agencies.select_related("region", "tenant__region")


def read_by(user: User) -> QuerySet[Agency]:
    """Return the agencies whose roles this person reads: its administrators and authorities."""
    roles = (Role.AGENCY_ADMIN, Role.BUDGET_AUTHORITY)
    return Agency.objects.filter(pk__in=user.agencies_as(*roles)).select_related("region")


def visible_to(user: User) -> QuerySet[Membership]:
    """Return the roles a person may open: their own, and those of agencies they read."""
    own = Q(user=user) | Q(stands_in_for__user=user)
    rows = Membership.objects.filter(own | Q(agency__in=read_by(user)), agency__isnull=False)
    return rows.select_related("user", "letter", "agency__region", "tenant", "stands_in_for__user")


def can_read_letter(user: Any, file: PrivateFile) -> Verdict:
    """Whom it appoints, who reads the agency's roles, the auditor of the market, an operator.

    An invitation's letter, while nobody has accepted, is read by who reads the agency's roles.
    """
    if not user.is_authenticated:
        return deny(_("This file is not open to you."))
    audited = Q(tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR))
    seen = Membership.objects.filter(
        Q(pk__in=visible_to(user).values("pk")) | audited, letter__file=file
    )
    sent = RoleInvitation.objects.filter(agency__in=read_by(user), letter__file=file)
    if operators_only(user) or seen.exists() or sent.exists():
        return ALLOW
    return deny(_("This file is not open to you."))
