"""Reads of invitations: by a code that somebody typed, and those of a shop with their state."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from marketplace.core import clock
from vendors import policies
from vendors.invitation_rules import InvitationState, state_of, typed_code
from vendors.models import Invitation, Vendor, VendorRole
from vendors.policies import VendorAct

UNDECIDED: Final = Q(accepted_at=None, declined_at=None, revoked_at=None)
SHOWN_ANSWERS: Final = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """An invitation with the state that it has now."""

    invitation: Invitation
    state: InvitationState


def digest_of(code: str) -> str:
    """Return what is stored of a code.

    It is short enough to be typed, 59 bits, so that a copy of the database alone must not be
    enough to try all: the hash is keyed with SECRET_KEY.
    """
    return salted_hmac("vendors.invitation", code, algorithm="sha256").hexdigest()


def by_code(typed: str) -> Invitation | None:
    """Return the invitation of a code as it was typed; None where there is none."""
    code = typed_code(typed)
    rows = Invitation.objects.select_related("vendor__region", "invited_by", "accepted_by")
    found = rows.filter(code_hash=digest_of(code)).first()
    return found if found is not None and opens(code, found) else None


def opens(typed: str, invitation: Invitation) -> bool:
    """Say whether a code is the one that this invitation has now; takes as long either way."""
    return constant_time_compare(invitation.code_hash, digest_of(typed_code(typed)))


def state(invitation: Invitation) -> InvitationState:
    """Say where an invitation stands now."""
    manages = invitation.invited_by.is_active and policies.acts_for(
        invitation.invited_by, invitation.vendor, to=VendorAct.MANAGE_PEOPLE
    )
    return standing(invitation, inviter_manages=bool(manages))


def standing(invitation: Any, *, inviter_manages: bool) -> InvitationState:
    """Say where an invitation of any room stands, whose inviter still manages or does not."""
    answers = {
        InvitationState.ACCEPTED: invitation.accepted_at,
        InvitationState.DECLINED: invitation.declined_at,
        InvitationState.REVOKED: invitation.revoked_at,
    }
    return state_of(
        answered=next((answer for answer, at in answers.items() if at), None),
        ends=invitation.expires_at,
        now=clock.now(),
        inviter_manages=inviter_manages,
    )


def waiting(vendor: Vendor) -> list[Shown]:
    """Return the invitations of a shop that nobody answered or revoked, the newest first."""
    return _shown(vendor, vendor.invitations.filter(UNDECIDED))


def answered(vendor: Vendor) -> list[Shown]:
    """Return the last invitations of a shop that were answered or revoked, the newest first."""
    return _shown(vendor, vendor.invitations.exclude(UNDECIDED))[:SHOWN_ANSWERS]


def _shown(vendor: Vendor, rows: QuerySet[Invitation]) -> list[Shown]:
    managers = set(
        policies.active_memberships(to=VendorAct.MANAGE_PEOPLE)
        .filter(vendor=vendor, user__is_active=True)
        .values_list("user_id", flat=True)
    )
    rows = rows.select_related("accepted_by").order_by("-pk")
    return [
        Shown(row, standing(row, inviter_manages=row.invited_by_id in managers)) for row in rows
    ]


def made_within_a_day(vendor: Vendor) -> int:
    """Count the invitations that a shop made in the last 24 hours."""
    return vendor.invitations.filter(invited_at__gt=clock.now() - timedelta(days=1)).count()


def is_asked_already(vendor: Vendor, address: str, role: VendorRole) -> bool:
    """Say whether an open invitation of this role went to this address; addresses are encrypted."""
    rows = waiting(vendor)
    return any(
        row.state == InvitationState.OPEN
        and row.invitation.email == address
        and row.invitation.role == role
        for row in rows
    )


def acts_already(vendor: Vendor, address: str, role: VendorRole) -> bool:
    """Say whether whoever has this address holds this role in the shop."""
    held = policies.active_memberships().filter(vendor=vendor, role=role)
    return held.filter(user__in=policies.confirmed_holders(address)).exists()
