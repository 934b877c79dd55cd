"""Who may see and change an account: its owner; the operator uses the admin."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.policy import ALLOW, Verdict, deny


def can_edit(user: User, account: User) -> Verdict:
    """Everybody their own, nobody another's."""
    if user.pk != account.pk:
        return deny(_("Only the owner of an account can change it."))
    return ALLOW


def visible_to(user: User) -> QuerySet[User]:
    """Return the accounts a person may open: their own."""
    return User.objects.filter(pk=user.pk)
