"""Invitations to act for a shop: made, sent or printed again, revoked, accepted, declined.

Each step holds the shop's row, as every change of its people does, then the invitation's. A code
leaves this module once, to be printed or sent; what is kept is its hash.
"""

import secrets
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks, moments, outbox
from marketplace.core.errors import Conflict, NotAllowed, NotFoundError, RuleViolation
from marketplace.core.inviting import MOST_A_DAY, MOST_LETTERS, VALID_DAYS, expires_at
from marketplace.core.policy import require
from vendors import invitation_queries, policies
from vendors.invitation_queries import digest_of
from vendors.invitation_rules import InvitationState, new_code
from vendors.models import INVITED_AS, Invitation, Vendor, VendorMembership, VendorRole
from vendors.services.people import AlreadyMember, grant, record_member, require_fit

RENEWED: Final = (
    *("code_hash", "expires_at", "invited_by"),
    *("mail_due_at", "mail_attempts", "mailed_at", "letters"),
)


class UnknownCode(NotFoundError):
    """No invitation has this code, or no longer."""

    code = "unknown_invitation_code"


class WrongAddress(NotAllowed):
    """The letter went to an address that this account has not confirmed."""

    code = "invitation_wrong_address"


class InvitationClosed(Conflict):
    """The invitation was accepted, declined or revoked, or whoever invited has left."""

    code = "invitation_closed"


class InvitationExpired(Conflict):
    """Nobody answered in time."""

    code = "invitation_expired"


class AlreadyInvited(Conflict):
    """An open invitation of this role went to the address already."""

    code = "already_invited"


class TooManyInvitations(RuleViolation):
    """The shop invites more people in a day, or one person more often, than it may."""

    code = "too_many_invitations"


@guards.use_case
def invite_by_mail(*, vendor_id: int, email: str, role: VendorRole, actor: User) -> Invitation:
    """Invite whoever has an e-mail address; the letter leaves soon after (``send_invitations``).

    Raises: NotAllowed, RuleViolation for the owner's role, AlreadyMember, AlreadyInvited,
    TooManyInvitations.
    """
    vendor, address = _held_shop(vendor_id, actor), email.lower()
    if invitation_queries.acts_already(vendor, address, role):
        raise AlreadyMember(
            _("%(name)s holds this role in the shop already: %(role)s.")
            % {"name": address, "role": VendorRole(role).label},
            field="email",
        )
    if invitation_queries.is_asked_already(vendor, address, role):
        raise AlreadyInvited(
            _("An invitation for this role waits for an answer there. Send it again instead."),
            field="email",
        )
    made, _code = _make(vendor, role, by=actor, email=address)
    return made


@guards.use_case
def invite_on_paper(*, vendor_id: int, role: VendorRole, actor: User) -> tuple[Invitation, str]:
    """Make an invitation for whoever is given the paper; return it with its code, shown once.

    Raises: NotAllowed, RuleViolation for the owner's role, TooManyInvitations.
    """
    return _make(_held_shop(vendor_id, actor), role, by=actor)


def _held_shop(vendor_id: int, actor: User) -> Vendor:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.acts_for(actor, vendor, to=policies.VendorAct.MANAGE_PEOPLE))
    return vendor


def _make(vendor: Vendor, role: VendorRole, *, by: User, email: str = "") -> tuple[Invitation, str]:
    if role not in INVITED_AS:
        raise RuleViolation(
            _("An invitation is for staff or finance; an owner hands the shop over."), field="role"
        )
    if invitation_queries.made_within_a_day(vendor) >= MOST_A_DAY:
        raise TooManyInvitations(
            _("A shop makes at most %(most)s invitations in 24 hours. Go on tomorrow.")
            % {"most": MOST_A_DAY}
        )
    code, now = fresh_code(), clock.now()
    made = Invitation.objects.create(
        vendor=vendor,
        role=role,
        email=email,
        code_hash=digest_of(code),
        invited_by=by,
        invited_at=now,
        expires_at=expires_at(now),
        mail_due_at=now if email else None,
        letters=1,
    )
    _record("invited", made, by=by, role=str(role), by_mail=bool(email))
    return made, code


def fresh_code() -> str:
    """Return a new random code."""
    return new_code(secrets.choice)


@guards.use_case
def send_invitation_again(*, invitation_id: int, actor: User) -> Invitation:
    """Let another letter go out, with a new code and from now on valid as long as the first.

    Raises: DoesNotExist, NotAllowed, InvitationClosed, RuleViolation for one on paper,
    TooManyInvitations.
    """
    invitation = _held(invitation_id, actor)
    if not invitation.email:
        raise RuleViolation(_("This invitation is on paper: print it again instead."))
    if invitation.letters >= MOST_LETTERS:
        raise TooManyInvitations(
            _("At most %(most)s letters go to one person. Print a code for them instead.")
            % {"most": MOST_LETTERS}
        )
    invitation.mail_due_at, invitation.mail_attempts = clock.now(), 0
    invitation.mailed_at, invitation.letters = None, invitation.letters + 1
    _renew(invitation, by=actor)
    return invitation


@guards.use_case
def print_invitation_again(*, invitation_id: int, actor: User) -> tuple[Invitation, str]:
    """Give an invitation on paper a new code; the earlier paper opens nothing any more.

    Raises: DoesNotExist, NotAllowed, InvitationClosed, RuleViolation for one sent by mail.
    """
    invitation, code = _held(invitation_id, actor), fresh_code()
    if invitation.email:
        raise RuleViolation(_("This invitation goes out by letter: send it again instead."))
    invitation.code_hash = digest_of(code)
    _renew(invitation, by=actor)
    return invitation, code


def _held(invitation_id: int, actor: User) -> Invitation:
    """Lock an invitation that its shop's owner works on. Raises: as the use-cases."""
    found = Invitation.objects.get(pk=invitation_id)
    _held_shop(found.vendor_id, actor)
    invitation = locks.lock_one(Invitation, invitation_id)
    if invitation.decided_at:
        raise closed(invitation, invitation_queries.state(invitation))
    return invitation


def _renew(invitation: Invitation, *, by: User) -> None:
    invitation.invited_by, invitation.expires_at = by, expires_at(clock.now())
    invitation.save(update_fields=RENEWED)
    _record("invitation_renewed", invitation, by=by)


@guards.use_case
def revoke_invitation(*, invitation_id: int, actor: User) -> Invitation:
    """Take an invitation back. Raises: DoesNotExist, NotAllowed, InvitationClosed."""
    invitation = _held(invitation_id, actor)
    invitation.revoked_by, invitation.revoked_at = actor, clock.now()
    invitation.mail_due_at = None
    invitation.save(update_fields=["revoked_by", "revoked_at", "mail_due_at"])
    _record("invitation_revoked", invitation, by=actor)
    return invitation


@guards.use_case
def accept_invitation(*, code: str, actor: User) -> VendorMembership:
    """Let whoever was invited act for the shop from now on.

    Raises: UnknownCode, InvitationExpired, InvitationClosed, WrongAddress, AlreadyMember,
    ReviewedByThem, RuleViolation for a closed account.
    """
    invitation = _answerable(code, actor)
    require_fit(actor, invitation.vendor)
    role, host = VendorRole(invitation.role), invitation.invited_by
    membership = grant(invitation.vendor, actor, role, by=host)
    invitation.accepted_by, invitation.accepted_at = actor, clock.now()
    invitation.mail_due_at = None
    invitation.save(update_fields=["accepted_by", "accepted_at", "mail_due_at"])
    record_member("added", membership, by=actor, invitation=invitation.pk)
    outbox.emit("vendor.invitation_accepted", subject=invitation.vendor, invitation=invitation.pk)
    return membership


@guards.use_case
def decline_invitation(*, code: str, actor: User | None) -> Invitation:
    """Say no to an invitation; whoever has the code may, signed in or not.

    Raises: UnknownCode, InvitationExpired, InvitationClosed, WrongAddress.
    """
    invitation = _answerable(code, actor)
    invitation.declined_at, invitation.mail_due_at = clock.now(), None
    invitation.save(update_fields=["declined_at", "mail_due_at"])
    _record("invitation_declined", invitation, by=actor)
    outbox.emit("vendor.invitation_declined", subject=invitation.vendor, invitation=invitation.pk)
    return invitation


def _answerable(code: str, actor: User | None) -> Invitation:
    """Lock the shop and the open invitation of a code; the code is compared with the locked row."""
    found = invitation_queries.by_code(code)
    if found is None:
        raise unknown()
    locks.lock_one(Vendor, found.vendor_id)
    invitation = locks.lock_one(Invitation, found.pk)
    if not invitation_queries.opens(code, invitation):
        raise unknown()
    where = invitation_queries.state(invitation)
    if where != InvitationState.OPEN:
        raise closed(invitation, where)
    if actor is not None and not (may := policies.can_answer(actor, invitation)):
        raise WrongAddress(may.reason)
    return invitation


def unknown() -> UnknownCode:
    """Return the refusal of a code that opens nothing."""
    return UnknownCode(
        _(
            "No invitation has this code. Compare it with the newest letter or paper: "
            "an earlier one no longer counts."
        ),
        field="code",
    )


def closed(invitation: Invitation, where: InvitationState) -> Conflict:
    """Return the refusal of an invitation that is not open, with the reason and what to do."""
    if where == InvitationState.EXPIRED:
        until = moments.moment(invitation.expires_at, invitation.vendor.time_zone)
        return InvitationExpired(
            _(
                "This invitation was valid for %(days)s days, until %(until)s. "
                "Ask the owner of the shop to send or print it again."
            )
            % {"days": VALID_DAYS, "until": until}
        )
    sentences = {
        InvitationState.ACCEPTED: _(
            "This invitation was accepted already, and each works once. Ask the owner for another."
        ),
        InvitationState.DECLINED: _(
            "This invitation was declined. Ask the owner of the shop for another."
        ),
        InvitationState.REVOKED: _(
            "The owner of the shop has taken this invitation back. Ask them for another."
        ),
        InvitationState.LAPSED: _(
            "Whoever invited no longer owns the shop. Ask its present owner for another invitation."
        ),
    }
    return InvitationClosed(sentences[where])


def _record(what: str, invitation: Invitation, *, by: User | None, **more: object) -> None:
    data: dict[str, Any] = {"invitation": invitation.pk, **more}
    audit.record(f"vendor.{what}", actor=by, subject=invitation.vendor, **data)
