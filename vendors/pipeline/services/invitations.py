"""Targets are invited to open their shop: by letter, or by sheets that the office hands out.

What is sent or printed anew has a new code, and the earlier one opens nothing. A code leaves this
room once; what is kept is its hash.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks, moments
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.inviting import MOST_LETTERS, VALID_DAYS, expires_at
from marketplace.core.policy import require
from vendors.invitation_rules import InvitationState
from vendors.pipeline import policies, queries
from vendors.pipeline.models import ShopInvitation, Target, TargetList, undecided
from vendors.pipeline.rules import MOST_SHEETS
from vendors.services.invitations import fresh_code


class ShopInvitationClosed(Conflict):
    """It was accepted, declined or revoked, or nobody answered in time."""

    code = "invitation_closed"


class TooManyLetters(RuleViolation):
    """One business was written to as often as it may be."""

    code = "too_many_invitations"


@dataclass(frozen=True, slots=True)
class Printed:
    """An invitation that is about to be printed, with its code."""

    target: Target
    invitation: ShopInvitation
    code: str


@guards.use_case
def invite_by_mail(*, list_id: int, actor: User) -> int:
    """Write to every target that has an address and was never invited; return how many.

    The letters leave soon after (``send_shop_invitations``). Asked twice, nobody is written to
    twice. Raises: DoesNotExist, NotAllowed.
    """
    target_list = _held_list(list_id, actor)
    waiting = queries.never_invited(target_list)
    targets = [row for row in locks.lock(Target, waiting.values_list("pk", flat=True)) if row.email]
    ShopInvitation.objects.bulk_create(
        (_made(target, actor, fresh_code(), by_mail=True) for target in targets), batch_size=500
    )
    audit.record("target_list.invited", actor=actor, subject=target_list, letters=len(targets))
    return len(targets)


@guards.use_case
def print_invitations(
    *, list_id: int, actor: User, again: bool = False, target_id: int | None = None
) -> list[Printed]:
    """Make the sheets of targets that get no letter, by region; each has a code of its own.

    again: of those whose printed invitation waits or has expired, too; their earlier sheets count
    no more. target_id: of this one alone. Raises: DoesNotExist, NotAllowed, RuleViolation.
    """
    target_list = _held_list(list_id, actor)
    found = _to_print(target_list, again=again, target_id=target_id)
    if not found:
        raise RuleViolation(
            _("Nobody of this list waits for a sheet: the others have an address or a shop.")
        )
    locked = {row.pk: row for row in locks.lock(Target, [row.pk for row in found])}
    open_ones = _open_paper(locked)
    printed = []
    for target in found:
        code = fresh_code()
        row = open_ones.get(target.pk) or _made(target, actor, code, by_mail=False)
        _renew(row, code, actor)
        row.save()
        printed.append(Printed(target, row, code))
    audit.record("target_list.printed", actor=actor, subject=target_list, sheets=len(printed))
    return printed


def _to_print(target_list: TargetList, *, again: bool, target_id: int | None) -> list[Target]:
    if target_id is not None:
        rows = target_list.targets.filter(pk=target_id, vendor=None).select_related(
            "region__parent"
        )
        return list(rows)
    never = [row for row in queries.never_invited(target_list) if not row.email]
    found = [*never, *queries.on_open_paper(target_list)] if again else never
    found.sort(key=lambda row: (row.region.name, row.name, row.pk))
    return found[:MOST_SHEETS]


def _open_paper(targets: Iterable[int]) -> dict[int, ShopInvitation]:
    """Return the open invitations; a letter that goes to nobody becomes a sheet of its own."""
    rows = ShopInvitation.objects.filter(undecided(), target__in=list(targets))
    keys = list(rows.values_list("pk", flat=True))
    found = {row.target_id: row for row in locks.lock(ShopInvitation, keys)}
    if any(row.by_mail for row in found.values()):
        raise Conflict(_("This business is invited by letter. Revoke that invitation first."))
    return found


@guards.use_case
def send_shop_invitation_again(*, target_id: int, actor: User) -> ShopInvitation:
    """Let another letter go out, valid from now on as long as the first.

    A target that was never invited, or whose invitation was answered or revoked, gets a new one.
    Raises: DoesNotExist, NotAllowed, RuleViolation without an address, TooManyLetters, Conflict.
    """
    target = _held_target(target_id, actor)
    if target.vendor_id is not None:
        raise Conflict(_("This business has its shop already."))
    if not target.email:
        raise RuleViolation(_("No e-mail address is known. Print a sheet with a code instead."))
    row = _open_of(target)
    if row is None:
        row = _made(target, actor, fresh_code(), by_mail=True)
    elif not row.by_mail:
        raise RuleViolation(_("This invitation is on paper: print it again instead."))
    elif row.letters >= MOST_LETTERS:
        raise TooManyLetters(
            _("At most %(most)s letters go to one person. Print a code for them instead.")
            % {"most": MOST_LETTERS}
        )
    else:
        row.letters, row.mail_attempts, row.mailed_at = row.letters + 1, 0, None
        row.mail_due_at = clock.now()
        row.invited_by, row.expires_at = actor, expires_at(clock.now())
    row.save()
    audit.record("target.invited", actor=actor, subject=target, letters=row.letters)
    return row


@guards.use_case
def revoke_shop_invitation(*, target_id: int, actor: User) -> ShopInvitation:
    """Take an invitation back; its code opens nothing.

    Raises: DoesNotExist, NotAllowed, ShopInvitationClosed.
    """
    target = _held_target(target_id, actor)
    row = _open_of(target)
    if row is None:
        raise ShopInvitationClosed(_("No invitation of this business waits for an answer."))
    row.revoked_by, row.revoked_at, row.mail_due_at = actor, clock.now(), None
    row.save(update_fields=["revoked_by", "revoked_at", "mail_due_at"])
    audit.record("target.invitation_revoked", actor=actor, subject=target)
    return row


def _held_list(list_id: int, actor: User) -> TargetList:
    target_list = locks.lock_one(TargetList, list_id)
    require(policies.can_keep(actor, target_list.tenant_id))
    return target_list


def _held_target(target_id: int, actor: User) -> Target:
    list_id = Target.objects.values_list("list_id", flat=True).get(pk=target_id)
    _held_list(list_id, actor)
    return locks.lock_one(Target, target_id)


def _open_of(target: Target) -> ShopInvitation | None:
    key = target.invitations.filter(undecided()).values_list("pk", flat=True).first()
    return locks.lock_one(ShopInvitation, key) if key else None


def _made(target: Target, actor: User, code: str, *, by_mail: bool) -> ShopInvitation:
    now = clock.now()
    return ShopInvitation(
        target=target,
        by_mail=by_mail,
        code_hash=queries.digest_of(code),
        invited_by=actor,
        invited_at=now,
        expires_at=expires_at(now),
        mail_due_at=now if by_mail else None,
    )


def _renew(row: ShopInvitation, code: str, actor: User) -> None:
    row.code_hash, row.invited_by = queries.digest_of(code), actor
    row.expires_at = expires_at(clock.now())


def closed(invitation: ShopInvitation, where: InvitationState) -> ShopInvitationClosed:
    """Return the refusal of an invitation that is not open, with the reason and what to do."""
    if where == InvitationState.EXPIRED:
        zone = invitation.target.list.time_zone
        return ShopInvitationClosed(
            _(
                "This invitation was valid for %(days)s days, until %(until)s. Ask the office for "
                "another, or open a shop without one."
            )
            % {"days": VALID_DAYS, "until": moments.moment(invitation.expires_at, zone)}
        )
    sentences = {
        InvitationState.ACCEPTED: _("This invitation was accepted already, and each works once."),
        InvitationState.DECLINED: _("This invitation was declined. Ask the office for another."),
        InvitationState.REVOKED: _(
            "The office has taken this invitation back. Ask it for another, or open a shop "
            "without one."
        ),
    }
    return ShopInvitationClosed(sentences[where])
