"""Whose account a telephone number belongs to, and an account for a number that has none."""

from marketplace.accounts import services as accounts
from marketplace.accounts.models import User


def account_of(phone: str) -> User | None:
    """Return the account that is entered with this number, open or closed."""
    return User.objects.with_phone(phone).first() if phone else None


def open_account(*, phone: str, name: str, language: str, actor: User) -> User:
    """Open an account that is entered by codes sent to this number. Raises: PhoneTaken."""
    return accounts.open_phone_account(phone=phone, name=name, language=language, actor=actor)
