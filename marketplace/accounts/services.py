"""What a person can change about their own account, and accounts opened by a telephone number."""

from django.utils.translation import gettext as _

from marketplace.accounts import policies
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, imitation, locks, phones
from marketplace.core.errors import RuleViolation
from marketplace.core.policy import require
from marketplace.core.text import clean_line

LANGUAGES = frozenset({"id", "en"})


class PhoneTaken(RuleViolation):
    """The telephone number belongs to an account already."""

    code = "phone_taken"


def require_mobile(typed: str) -> str:
    """Return a typed number in E.164. Raises: RuleViolation for what is no Indonesian mobile."""
    phone = phones.normalised(typed)
    if not phones.is_indonesian_mobile(phone):
        raise RuleViolation(
            _("Type an Indonesian mobile number, for example 0812 3456 7890."), field="phone"
        )
    return phone


@guards.use_case
def update_profile(*, account_id: int, actor: User, name: str, language: str) -> User:
    """Change the shown name and the language of pages and mails.

    Raises: NotAllowed, RuleViolation.
    """
    account = locks.lock_one(User, account_id)
    require(policies.can_edit(actor, account))
    account.name, account.language = require_name(name), _require_language(language)
    account.save(update_fields=["name", "language"])
    audit.record("account.updated", actor=actor, subject=account, language=language)
    return account


@guards.use_case
def sign_out_elsewhere(*, account_id: int, actor: User) -> User:
    """End every session of the account; the caller keeps the one it was asked in.

    Tokens of programs are ended by themselves. Raises: NotAllowed.
    """
    account = locks.lock_one(User, account_id)
    require(policies.can_edit(actor, account))
    account.signed_out_at = clock.now()
    account.save(update_fields=["signed_out_at"])
    audit.record("account.signed_out_elsewhere", actor=actor, subject=account)
    return account


@guards.use_case
def open_phone_account(*, phone: str, name: str, language: str, actor: User) -> User:
    """Open an account for a person without e-mail whom a counter officer serves.

    It has no password: its owner signs in by codes sent to the number. phone: as typed.
    Raises: NotAllowed, PhoneTaken, RuleViolation.
    """
    require(policies.can_open_phone_account(actor))
    account = _opened(phone, name, language)
    audit.record("account.opened_at_counter", actor=actor, subject=account, language=language)
    return account


@guards.use_case
def sign_up_by_phone(*, phone: str, name: str, language: str) -> User:
    """Open an account for who has just typed the code sent to the number.

    Raises: PhoneTaken, RuleViolation.
    """
    account = _opened(phone, name, language)
    audit.record("account.opened_by_phone", actor=account, subject=account, language=language)
    return account


@guards.use_case
def change_phone(*, account_id: int, phone: str, actor: User) -> str:
    """Let an account be entered by another number, whose code was typed; return the former one.

    Raises: NotAllowed, PhoneTaken, RuleViolation.
    """
    account = locks.lock_one(User, account_id)
    require(policies.can_change_phone(actor, account))
    before = str(account.phone)
    account.phone = require_mobile(phone)
    _require_free(account.phone)
    account.save(update_fields=["phone", "phone_index"])
    audit.record("account.phone_changed", actor=actor, subject=account)
    return before


def _opened(phone: str, name: str, language: str) -> User:
    number = require_mobile(phone)
    shown, spoken = require_name(name), _require_language(language)
    _require_free(number)
    return User.objects.create_by_phone(number, name=shown, language=spoken)


def _require_free(number: str) -> None:
    if User.objects.with_phone(number).exists():
        raise phone_taken()


def phone_taken() -> PhoneTaken:
    """Return the refusal of a number that an account has, which does not name it."""
    return PhoneTaken(
        _("This number belongs to an account already. Sign in with it, or type another one."),
        field="phone",
    )


def require_name(name: str) -> str:
    """Return a name as it is kept. Raises: RuleViolation for none, or one that imitates."""
    shown = clean_line(name)
    if not shown:
        raise RuleViolation(_("Write your name as on your identity card."), field="name")
    if wrong := imitation.wrong_with_name(shown):
        raise RuleViolation(wrong, field="name")
    return shown


def _require_language(language: str) -> str:
    if language not in LANGUAGES:
        raise RuleViolation(_("Choose Indonesian or English."), field="language")
    return language
