"""What a person can change about their own account."""

from django.utils.translation import gettext as _

from marketplace.accounts import policies
from marketplace.accounts.models import User
from marketplace.core import audit, guards, locks
from marketplace.core.errors import RuleViolation
from marketplace.core.policy import require

LANGUAGES = frozenset({"id", "en"})


@guards.use_case
def update_profile(*, account_id: int, actor: User, name: str, language: str) -> User:
    """Change the shown name and the language of pages and mails.

    Raises: NotAllowed, RuleViolation.
    """
    account = locks.lock_one(User, account_id)
    require(policies.can_edit(actor, account))
    shown = " ".join(name.split())
    if not shown:
        raise RuleViolation(_("Write your name as on your identity card."), field="name")
    if language not in LANGUAGES:
        raise RuleViolation(_("Choose Indonesian or English."), field="language")
    account.name, account.language = shown, language
    account.save(update_fields=["name", "language"])
    audit.record("account.updated", actor=actor, subject=account, language=language)
    return account
