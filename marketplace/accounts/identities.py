"""Whose account an identity of another system opens: linked by its owner alone, here.

An address that the other system tells opens nothing, confirmed or not: whoever administers it there
could give themselves the address of somebody here. Nor does it make an account.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts import outside
from marketplace.accounts.models import LinkedIdentity, User
from marketplace.accounts.outside import Identity
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import Conflict, NotAllowed, NotFoundError


class NotLinked(NotAllowed):
    """No account here is linked with this one of the other system."""

    code = "identity_not_linked"


class IdentityTaken(Conflict):
    """It opens another account here, or the account is opened by another one already."""

    code = "identity_taken"


def of(user: User) -> list[LinkedIdentity]:
    """Return what opens an account beside its password, the newest first."""
    return list(user.identities.order_by("-linked_at", "-pk"))


@guards.use_case
def link(*, actor: User, identity: Identity) -> LinkedIdentity:
    """Let an identity open one's own account; asked twice, it is linked once.

    Raises: IdentityTaken.
    """
    locks.lock_one(User, actor.pk)
    known = LinkedIdentity.objects.filter(issuer=identity.issuer)
    linked = known.filter(subject=identity.subject).first()
    if linked is not None and linked.user_id == actor.pk:
        return linked
    if linked is not None:
        raise IdentityTaken(
            _(
                "This account of %(name)s opens another account here. Sign in to that one and take "
                "the link away first."
            )
            % {"name": outside.name()}
        )
    if known.filter(user=actor).exists():
        raise IdentityTaken(
            _("Your account is linked with another account of %(name)s. Take that link away first.")
            % {"name": outside.name()}
        )
    linked = LinkedIdentity.objects.create(
        user=actor,
        issuer=identity.issuer,
        subject=identity.subject,
        shown=identity.shown,
        linked_at=clock.now(),
    )
    _note("linked", linked)
    return linked


@guards.use_case
def unlink(*, actor: User, identity_id: int) -> str:
    """Let an identity open one's own account no more; return what it was called.

    Raises: NotFoundError.
    """
    locks.lock_one(User, actor.pk)
    linked = LinkedIdentity.objects.filter(user=actor, pk=identity_id).first()
    if linked is None:
        raise NotFoundError(_("This link is gone already."))
    _note("unlinked", linked)
    linked.delete()
    return linked.shown


@guards.use_case
def entered_by(identity: Identity) -> User:
    """Return the account that an identity opens, and write down that it did. Raises: NotLinked."""
    rows = LinkedIdentity.objects.filter(issuer=identity.issuer, subject=identity.subject)
    linked = rows.select_related("user").first()
    if linked is None:
        raise NotLinked(
            _(
                "This account of %(name)s is linked with no account here. Sign in with your e-mail "
                "address and password, then link it on the page of your account."
            )
            % {"name": outside.name()}
        )
    rows.update(last_used_at=clock.now())
    audit.record(
        "account.entered_by_identity", actor=linked.user, subject=linked.user, **_told(linked)
    )
    return linked.user


def _note(verb: str, linked: LinkedIdentity) -> None:
    owner = linked.user
    audit.record(f"account.identity_{verb}", actor=owner, subject=owner, **_told(linked))
    words = {"user": owner, "shown": linked.shown}
    letter = f"account/email/identity_{verb}"
    transaction.on_commit(lambda: get_adapter().send_notification_mail(letter, owner, words))


def _told(linked: LinkedIdentity) -> dict[str, Any]:
    return {"issuer": linked.issuer, "link": linked.pk}
