"""Inviting to a role whoever has an e-mail address, with an account or without.

Whether the address has an account is told to nobody but its own mailbox: the use-case, its answer
and the letter are the same. Each step holds the agency, then the invitation; accepting holds the
account in between, as every appointment does.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.accounts import appointing
from marketplace.accounts.appointing import LETTER_FILE, LetterWords, Seat
from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Agency, Membership, Role, User
from marketplace.accounts.services import require_name
from marketplace.appointments import policies
from marketplace.appointments.models import RoleInvitation
from marketplace.appointments.services import Paper
from marketplace.core import audit, clock, files, guards, imitation, locks, moments
from marketplace.core.errors import Conflict, NotAllowed, NotFoundError, RuleViolation
from marketplace.core.inviting import MOST_A_DAY, MOST_LETTERS, VALID_DAYS, expires_at
from marketplace.core.policy import require

# What another letter changes; an address that is written anew is another cipher.
RENEWED: Final = (
    *("code_hash", "expires_at", "invited_by"),
    *("mail_due_at", "mail_attempts", "mailed_at", "letters"),
)


class InvitationClosed(Conflict):
    """It was accepted or withdrawn, is too old, or whoever invited keeps no roles any more."""

    code = "invitation_closed"


class TooManyInvitations(RuleViolation):
    """The agency invites more people in a day, or one of them more often, than it may."""

    code = "too_many_invitations"


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # whoever invited no longer keeps the roles of the agency
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Newcomer:
    """Who opens an account by an invitation. ``password``: judged by the form already."""

    name: str
    password: str
    language: str


def undecided() -> Q:
    """Select the invitations that nobody has accepted or withdrawn."""
    return Q(accepted_at=None, withdrawn_at=None)


def fresh_code() -> str:
    """Return a code that nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest_of(code: str) -> str:
    """Return what is stored of a code. It is random enough for one round."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()


def by_code(code: str) -> RoleInvitation:
    """Return the invitation of a letter's code. Raises: NotFoundError for any other code."""
    rows = RoleInvitation.objects.select_related(
        "agency__region", "agency__tenant__region", "invited_by", "letter"
    )
    found = rows.filter(code_hash=digest_of(code)).first()
    if found is None:
        raise NotFoundError(
            _("This link opens nothing, or not any more. Open the one in the newest letter.")
        )
    return found


def waiting(agencies: list[Agency]) -> list[tuple[RoleInvitation, InvitationState]]:
    """Return the invitations that nobody answered or withdrew, with their state, newest first."""
    rows = RoleInvitation.objects.filter(undecided(), agency__in=agencies)
    keepers = set(
        Membership.objects.filter(
            in_force(), role=Role.AGENCY_ADMIN, agency__in=agencies, user__is_active=True
        ).values_list("user", "agency")
    )
    return [
        (row, _standing(row, keeps=(row.invited_by_id, row.agency_id) in keepers))
        for row in rows.select_related("agency__region", "letter").order_by("-pk")
    ]


def state_of(invitation: RoleInvitation) -> InvitationState:
    """Say where an invitation stands now; the last moment counts no more."""
    inviter = invitation.invited_by
    keeps = inviter.is_active and policies.can_keep(inviter, invitation.agency_id)
    return _standing(invitation, keeps=bool(keeps))


def _standing(invitation: RoleInvitation, *, keeps: bool) -> InvitationState:
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    if clock.now() >= invitation.expires_at:
        return InvitationState.EXPIRED
    return InvitationState.OPEN if keeps else InvitationState.LAPSED


def invite(*, agency_id: int, email: str, role: Role, paper: Paper, actor: User) -> RoleInvitation:
    """Invite whoever has an address to a role, by a letter; ours leaves soon after.

    Raises: NotAllowed, RuleViolation, Conflict, TooManyInvitations, InvalidUpload.
    """
    require(policies.can_invite(actor, role, agency_id))
    with files.written_upload(paper.upload, kind=LETTER_FILE) as file:
        return _invite(agency_id, email, role, paper.words, file, actor)


@guards.use_case
def _invite(
    agency_id: int,
    email: str,
    role: Role,
    words: LetterWords,
    file: files.Written | None,
    actor: User,
) -> RoleInvitation:
    agency, now = locks.lock_one(Agency, agency_id), clock.now()
    require(policies.can_invite(actor, role, agency_id))
    address = _address(email, actor)
    _require_new(agency, address, role)
    letter = appointing.write_letter(words, by=actor, file=file)
    made = RoleInvitation.objects.create(
        agency=agency,
        role=role,
        letter=letter,
        email=address,
        code_hash=digest_of(fresh_code()),
        invited_by=actor,
        invited_at=now,
        expires_at=expires_at(now),
        mail_due_at=now,
    )
    _record("invited", made, by=actor)
    return made


def _address(email: str, actor: User) -> str:
    address = email.lower()
    if wrong := imitation.wrong_with_address(address):
        raise RuleViolation(wrong, field="email")
    if policies.has_confirmed(actor, address):
        raise NotAllowed(
            _("Nobody appoints themselves. Ask another administrator or an operator."),
            field="email",
        )
    return address


def _require_new(agency: Agency, address: str, role: Role) -> None:
    """Bound what one agency sends out; addresses are encrypted and compared one by one."""
    day_ago = clock.now() - timedelta(days=1)
    if agency.role_invitations.filter(invited_at__gt=day_ago).count() >= MOST_A_DAY:
        raise TooManyInvitations(
            _("An agency invites at most %(most)s people within a day. Go on tomorrow.")
            % {"most": MOST_A_DAY}
        )
    open_ones = agency.role_invitations.filter(undecided(), role=role, expires_at__gt=clock.now())
    if any(row.email == address for row in open_ones):
        raise Conflict(
            _("An invitation for this role waits for an answer there. Send it again instead."),
            field="email",
        )


@guards.use_case
def send_again(*, invitation_id: int, actor: User) -> RoleInvitation:
    """Let another letter go out, whose link alone counts, from now on as long as the first.

    Raises: NotAllowed, InvitationClosed, TooManyInvitations.
    """
    row = _held(invitation_id, actor)
    if row.letters >= MOST_LETTERS:
        raise TooManyInvitations(
            _("At most %(most)s letters go to one person. Withdraw this invitation.")
            % {"most": MOST_LETTERS}
        )
    row.code_hash, row.invited_by = digest_of(fresh_code()), actor
    row.expires_at = expires_at(clock.now())
    row.mail_due_at, row.mail_attempts, row.mailed_at = clock.now(), 0, None
    row.letters += 1
    row.save(update_fields=RENEWED)
    _record("invited_again", row, by=actor)
    return row


@guards.use_case
def withdraw(*, invitation_id: int, actor: User) -> RoleInvitation:
    """Take an invitation back; its link opens nothing. Raises: NotAllowed, InvitationClosed."""
    row = _held(invitation_id, actor)
    row.withdrawn_by, row.withdrawn_at, row.mail_due_at = actor, clock.now(), None
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "mail_due_at"])
    _record("invitation_withdrawn", row, by=actor)
    return row


def _held(invitation_id: int, actor: User) -> RoleInvitation:
    found = RoleInvitation.objects.get(pk=invitation_id)
    locks.lock_one(Agency, found.agency_id)
    require(policies.can_keep(actor, found.agency_id))
    row = locks.lock_one(RoleInvitation, invitation_id)
    if row.decided_at is not None:
        raise closed(row, state_of(row))
    return row


@guards.use_case
def accept(*, code: str, actor: User) -> Membership:
    """Let whoever was invited hold the role by its letter; they are signed in.

    Raises: NotFoundError, InvitationClosed, NotAllowed for another account, RuleViolation,
    DutiesApart, Conflict.
    """
    found = by_code(code)
    locks.lock_one(Agency, found.agency_id)
    person = locks.lock_one(User, actor.pk)
    row = _open(code)
    require(policies.can_accept(person, row))
    return _given(row, person)


@guards.use_case
def accept_as_newcomer(*, code: str, who: Newcomer) -> Membership:
    """Open an account of the address that the letter went to, which proves it, with the role.

    Raises: NotFoundError, InvitationClosed, RuleViolation for a name, Conflict where the address
    has an account meanwhile.
    """
    found = by_code(code)
    locks.lock_one(Agency, found.agency_id)
    row = _open(code)
    if has_account(row.email):
        raise Conflict(_("This address has an account already. Sign in with it, then accept."))
    person = User.objects.create_user(
        row.email, who.password, name=require_name(who.name), language=who.language
    )
    EmailAddress.objects.create(user=person, email=row.email, verified=True, primary=True)
    audit.record("account.opened_by_invitation", actor=person, subject=person, invitation=row.pk)
    return _given(row, person)


def has_account(address: str) -> bool:
    """Say whether somebody signs in with an address, or has begun to."""
    taken = EmailAddress.objects.filter(email__iexact=address)
    return User.objects.filter(email__iexact=address).exists() or taken.exists()


def _open(code: str) -> RoleInvitation:
    """Lock the open invitation of a code, which is compared with the locked row."""
    locks.lock_one(RoleInvitation, by_code(code).pk)
    row = by_code(code)
    where = state_of(row)
    if where != InvitationState.OPEN:
        raise closed(row, where)
    return row


def _given(row: RoleInvitation, person: User) -> Membership:
    letter, agency = row.letter, row.agency
    words = LetterWords(
        letter.number, letter.dated_on, letter.signed_by, letter.valid_from, letter.valid_until
    )
    seat = Seat(row.role, agency.tenant, agency)
    appointing.require_fit(person, seat, words)
    given = appointing.give(person, seat, letter, by=row.invited_by)
    row.accepted_by, row.accepted_at, row.mail_due_at = person, clock.now(), None
    row.save(update_fields=["accepted_by", "accepted_at", "mail_due_at"])
    _record("invitation_accepted", row, by=person)
    return given


def closed(row: RoleInvitation, where: InvitationState) -> InvitationClosed:
    """Return the refusal of an invitation that is not open, with the reason and what to do."""
    if where == InvitationState.EXPIRED:
        return InvitationClosed(
            _(
                "This invitation was valid for %(days)s days, until %(until)s. Ask the agency to "
                "send it again."
            )
            % {
                "days": VALID_DAYS,
                "until": moments.moment(row.expires_at, row.agency.time_zone),
            }
        )
    sentences = {
        InvitationState.ACCEPTED: _("This invitation was accepted already, and works once."),
        InvitationState.WITHDRAWN: _(
            "The agency has taken this invitation back. Ask it for another."
        ),
        InvitationState.LAPSED: _(
            "Whoever invited keeps the roles of this agency no more. Ask the agency for another "
            "invitation."
        ),
    }
    return InvitationClosed(sentences[where])


def _record(what: str, row: RoleInvitation, *, by: User) -> None:
    audit.record(
        f"role.{what}",
        actor=by,
        subject=row,
        role=row.role,
        agency=row.agency_id,
        letter=row.letter.number,
    )
