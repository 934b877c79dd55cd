"""Changes of rights and of sign-in: an operator asks, another operator decides.

Whoever could give a role, move an account to another address or take its second step away alone
could act as anybody. What is decided is carried out in the same transaction. Closing an account is
the only thing one operator does alone: it takes rights away and may be urgent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts import appointing, phone_notes, policies
from marketplace.accounts.appointing import LetterWords, Seat
from marketplace.accounts.in_force import not_over
from marketplace.accounts.models import (
    AGENCY_ROLES,
    AccountChange,
    AccountChangeKind,
    Agency,
    AppointmentLetter,
    Membership,
    Tenant,
    User,
)
from marketplace.core import audit, clock, guards, imitation, locks
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.text import clean_line, clean_text


@dataclass(frozen=True)
class Wanted:
    """What is to be changed about whom; only what the kind of change needs is said."""

    kind: AccountChangeKind
    person_id: int
    role: str = ""
    tenant: Tenant | None = None
    agency: Agency | None = None
    email: str = ""
    letter: LetterWords | None = None


@guards.use_case
def ask_change(wanted: Wanted, *, actor: User, reason: str) -> AccountChange:
    """Write down what is to be changed; nothing changes before another operator approves.

    Raises: NotAllowed, RuleViolation, Conflict when the same change waits already.
    """
    require(policies.can_ask_change(actor))
    person = locks.lock_one(User, wanted.person_id)
    agency = wanted.agency
    if not clean_text(reason):
        raise RuleViolation(_("Say why: the second operator reads it."), field="reason")
    change = AccountChange(
        kind=wanted.kind,
        person=person,
        role=wanted.role,
        tenant=agency.tenant if agency else wanted.tenant,
        agency=agency,
        email=clean_line(wanted.email).lower(),
        reason=clean_text(reason),
        asked_by=actor,
        asked_at=clock.now(),
    )
    _require_sense(change, wanted.letter)
    if wanted.letter is not None and wanted.kind == AccountChangeKind.GIVE_ROLE:
        change.letter = appointing.write_letter(wanted.letter, by=actor)
    change.save()
    audit.record("account_change.asked", actor=actor, subject=change, **_told(change))
    return change


@guards.use_case
def decide_change(*, change_id: int, actor: User, approve: bool) -> AccountChange:
    """Approve a pending change, which carries it out, or refuse it, which ends it.

    Raises: NotAllowed for who asked and whom it is about, Conflict when it is decided or no longer
    fits.
    """
    change = locks.lock_one(AccountChange, change_id)
    person = locks.lock_one(User, change.person_id)
    require(policies.can_decide_change(actor, change))
    if change.decided_at is not None:
        raise Conflict(_("This change was decided already. Ask for a new one."))
    change.decided_by, change.decided_at, change.approved = actor, clock.now(), approve
    change.save(update_fields=["decided_by", "decided_at", "approved"])
    verb = "approved" if approve else "refused"
    audit.record(f"account_change.{verb}", actor=actor, subject=change, **_told(change))
    if approve:
        _require_sense(change, _words_of(change.letter))
        _CARRY_OUT[AccountChangeKind(change.kind)](change, person)
        audit.record(f"account.{change.kind}", actor=actor, subject=person, **_told(change))
    return change


@guards.use_case
def close_account(*, account_id: int, actor: User) -> User:
    """Close an account at once; opening it again needs two. Raises: NotAllowed."""
    account = locks.lock_one(User, account_id)
    require(policies.can_close(actor, account))
    account.is_active = False
    account.save(update_fields=["is_active"])
    audit.record("account.closed", actor=actor, subject=account)
    return account


def _told(change: AccountChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "person": change.person_id,
        "role": change.role,
        "agency": change.agency_id,
        "tenant": change.tenant_id,
        "asked_by": change.asked_by_id,
        "why": change.reason,
    }


def _words_of(letter: AppointmentLetter | None) -> LetterWords | None:
    if letter is None:
        return None
    return LetterWords(
        letter.number, letter.dated_on, letter.signed_by, letter.valid_from, letter.valid_until
    )


def _require_sense(change: AccountChange, letter: LetterWords | None) -> None:
    """Refuse what could not be carried out, when it is asked and again when it is approved."""
    kind, person = change.kind, change.person
    if kind == AccountChangeKind.GIVE_ROLE and (change.role in AGENCY_ROLES) != bool(change.agency):
        raise RuleViolation(
            _("This role is given for an agency, or for a whole market; choose which."),
            field="agency" if change.role in AGENCY_ROLES else "tenant",
        )
    if kind == AccountChangeKind.GIVE_ROLE and change.role and change.tenant is not None:
        if letter is not None:
            appointing.require_letter(letter)
        appointing.require_fit(person, _seat(change), letter)
    if kind == AccountChangeKind.END_ROLE and not _held(change).exists():
        raise RuleViolation(_("This person does not hold this role there."), field="role")
    if kind == AccountChangeKind.MAKE_OPERATOR and not person.email:
        raise RuleViolation(
            _("This work needs an address, a password and a second step. Add an address first."),
            field="person",
        )
    if kind == AccountChangeKind.CHANGE_EMAIL:
        _require_address(change)
    if kind == AccountChangeKind.REOPEN and person.is_active:
        raise RuleViolation(_("This account is open."), field="kind")


def _require_address(change: AccountChange) -> None:
    if wrong := imitation.wrong_with_address(change.email):
        raise RuleViolation(wrong, field="email")
    if _taken(change):
        raise RuleViolation(
            _("This address belongs to an account already. Type another one."), field="email"
        )


def _taken(change: AccountChange) -> bool:
    has_it = User.objects.filter(email=change.email).exists()
    return has_it or EmailAddress.objects.filter(email=change.email, verified=True).exists()


def _seat(change: AccountChange) -> Seat:
    assert change.tenant is not None  # noqa: S101 - account_change_says_what
    return Seat(change.role, change.tenant, change.agency)


def _held(change: AccountChange) -> QuerySet[Membership]:
    return Membership.objects.filter(
        not_over(),
        user=change.person_id,
        role=change.role,
        tenant=change.tenant_id,
        agency=change.agency_id,
    )


def _give_role(change: AccountChange, person: User) -> None:
    appointing.give(person, _seat(change), change.letter, by=_decider(change), reason=change.reason)


def _end_role(change: AccountChange, person: User) -> None:
    for key in _held(change).order_by("pk").values_list("pk", flat=True):
        row = locks.lock_one(Membership, key)
        appointing.end(row, by=_decider(change), reason=change.reason)


def _decider(change: AccountChange) -> User:
    assert change.decided_by is not None  # noqa: S101 - what is carried out was decided
    return change.decided_by


def _make_operator(change: AccountChange, person: User) -> None:
    person.is_staff = person.is_superuser = change.kind == AccountChangeKind.MAKE_OPERATOR
    person.save(update_fields=["is_staff", "is_superuser"])


def _change_email(change: AccountChange, person: User) -> None:
    """The new address is confirmed by a letter at the next sign-in; the old one is told."""
    old, person.email = person.email, change.email
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    told = {"from_email": old or "", "to_email": person.email}
    if old:
        _tell("account/email/email_changed", person, email=old, **told)
    transaction.on_commit(lambda: phone_notes.tell_of_address(person), robust=True)


def _remove_second_step(change: AccountChange, person: User) -> None:
    Authenticator.objects.filter(user=person).delete()
    _tell("mfa/email/totp_deactivated", person, email=person.email)


def _reopen(change: AccountChange, person: User) -> None:
    person.is_active = True
    person.save(update_fields=["is_active"])


def _tell(letter: str, person: User, *, email: str | None, **words: str) -> None:
    """Write to the person once the change stands."""
    transaction.on_commit(
        lambda: get_adapter().send_notification_mail(
            letter, person, {"user": person, "by_operator": True, **words}, email=email
        )
    )


_CARRY_OUT: Final[dict[AccountChangeKind, Callable[[AccountChange, User], None]]] = {
    AccountChangeKind.GIVE_ROLE: _give_role,
    AccountChangeKind.END_ROLE: _end_role,
    AccountChangeKind.MAKE_OPERATOR: _make_operator,
    AccountChangeKind.END_OPERATOR: _make_operator,
    AccountChangeKind.CHANGE_EMAIL: _change_email,
    AccountChangeKind.REMOVE_SECOND_STEP: _remove_second_step,
    AccountChangeKind.REOPEN: _reopen,
}
