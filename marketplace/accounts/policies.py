"""Who may see and change an account: its owner; what gives rights, two operators together."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import AccountChange, Role, User
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only


def can_edit(user: User, account: User) -> Verdict:
    """Everybody their own, nobody another's."""
    if user.pk != account.pk:
        return deny(_("Only the owner of an account can change it."))
    return ALLOW


def can_open_phone_account(user: User) -> Verdict:
    """Whoever sits at a counter, for the person in front of them."""
    if not user.tenants_as(Role.COUNTER_OFFICER):
        return deny(_("Counter officers open accounts for people without e-mail."))
    return ALLOW


def can_change_phone(user: User, account: User) -> Verdict:
    """Everybody their own number, where they have one: an address is no way to claim a number."""
    if not account.phone:
        return deny(_("This account is entered by its e-mail address."))
    return can_edit(user, account)


def can_ask_change(user: User) -> Verdict:
    """Judge who asks for a role, another address or a removed second step: any operator."""
    return operators_only(user)


def can_decide_change(user: User, change: AccountChange) -> Verdict:
    """Another operator than the one who asked, and never the person it is about."""
    if user.pk in {change.asked_by_id, change.person_id}:
        return deny(
            _(
                "A second operator decides: neither who asked for the change nor the person it is "
                "about. Ask a colleague."
            )
        )
    return operators_only(user)


def can_close(user: User, account: User) -> Verdict:
    """Any operator, but not their own account: somebody must be left to open it again."""
    if user.pk == account.pk:
        return deny(_("Nobody closes the account they are signed in with."))
    return operators_only(user)


def to_decide(user: User) -> QuerySet[AccountChange]:
    """Return the pending changes that wait for this person (twin of ``can_decide_change``)."""
    if not operators_only(user):
        return AccountChange.objects.none()
    pending = AccountChange.objects.filter(decided_at=None)
    return pending.exclude(asked_by=user).exclude(person=user)


def visible_to(user: User) -> QuerySet[User]:
    """Return the accounts a person may open: their own."""
    return User.objects.filter(pk=user.pk)
