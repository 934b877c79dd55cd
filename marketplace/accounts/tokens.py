"""Tokens of programs: made by their owner, shown once, kept as a hash, ended in many ways.

Whatever changes the password or closes the account ends them in the database itself
(accounts_end_tokens). A token made by signing in by program lives as long as a session.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts import token_scopes
from marketplace.accounts.models import ApiToken, TokenEnd, User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import NotFoundError, RuleViolation

PREFIX: Final = "pb_"
SHOWN: Final = 8  # characters by which its owner knows it again
MOST_LIVE: Final = 20
LIFETIMES_DAYS: Final = (30, 90, 365)
SIGN_IN_LIFE: Final = timedelta(hours=12)
USE_NOTED_EVERY: Final = timedelta(minutes=10)


def digest_of(secret: str) -> str:
    """Return what is stored of a token. It is 256 random bits, so that one round is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def of(user: User) -> QuerySet[ApiToken]:
    """Return a person's tokens that have not ended, the newest first."""
    live = ApiToken.objects.filter(user=user, ended_at__isnull=True)
    return live.filter(expires_at__gt=clock.now()).order_by("-created_at", "-pk")


@guards.use_case
def make(*, actor: User, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """Make a token for a program; return it with its secret, which nobody can read again.

    days: how long it lives. Raises: RuleViolation for a scope that does not fit the person's
    roles, another lifetime, a name in use, or too many tokens.
    """
    if not name:
        raise RuleViolation(_("Give the token a name, such as the program's."), field="name")
    if days not in LIFETIMES_DAYS:
        raise RuleViolation(_("Choose how long it shall live."), field="days")
    locks.lock_one(User, actor.pk)
    _end_expired(actor)
    live = of(actor)
    if live.filter(name=name).exists():
        raise RuleViolation(_("You have a token of this name. Choose another name."), field="name")
    if live.count() >= MOST_LIVE:
        raise _too_many()
    return _issue(actor, name, _fitting(actor, scopes), timedelta(days=days))


@guards.use_case
def make_by_sign_in(*, actor: User, scopes: Sequence[str] | None) -> tuple[ApiToken, str]:
    """Make the token of a program that has signed in with its owner's password.

    scopes: None for all that fit. Beyond the limit the oldest of these tokens gives way.
    Raises: RuleViolation.
    """
    locks.lock_one(User, actor.pk)
    _end_expired(actor)
    if of(actor).count() >= MOST_LIVE:
        oldest = of(actor).filter(name="").last()
        if oldest is None:
            raise _too_many()
        _end(oldest, TokenEnd.REPLACED)
    wanted = [scope.key for scope in token_scopes.fitting(actor)] if scopes is None else scopes
    return _issue(actor, "", _fitting(actor, wanted), SIGN_IN_LIFE)


@guards.use_case
def revoke(*, actor: User, token_id: int) -> ApiToken:
    """End one of one's own tokens; one that has ended stays so. Raises: NotFoundError."""
    locks.lock_one(User, actor.pk)
    token = ApiToken.objects.filter(pk=token_id, user=actor).first()
    if token is None:
        raise NotFoundError(_("You have no such token."))
    if token.ended_at is None:
        _end(token, TokenEnd.REVOKED)
        audit.record("api_token.revoked", actor=actor, subject=actor, token=token.shown)
    return token


def user_of(secret: str) -> ApiToken | None:
    """Return the live token behind a secret, with its owner; None for anything else.

    Its use is noted, at most every ten minutes.
    """
    now = clock.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(secret), ended_at__isnull=True, expires_at__gt=now)
        .filter(user__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk, ended_at__isnull=True).update(last_used_at=now)
    return token


def _too_many() -> RuleViolation:
    return RuleViolation(
        _("You have %(most)s tokens, the most there can be. Revoke one first.")
        % {"most": MOST_LIVE}
    )


def _fitting(actor: User, wanted: Sequence[str]) -> list[str]:
    fits = [scope.key for scope in token_scopes.fitting(actor)]
    if not wanted or not set(wanted) <= set(fits):
        raise RuleViolation(
            _("Choose what it may do, of what your roles allow: %(scopes)s.")
            % {"scopes": ", ".join(fits)},
            field="scopes",
        )
    return [key for key in fits if key in wanted]


def _issue(actor: User, name: str, scopes: list[str], life: timedelta) -> tuple[ApiToken, str]:
    secret, now = PREFIX + secrets.token_urlsafe(32), clock.now()
    token = ApiToken.objects.create(
        user=actor,
        name=name,
        shown=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=scopes,
        created_at=now,
        expires_at=now + life,
    )
    audit.record(
        "api_token.made", actor=actor, subject=actor, token=token.shown, scopes=" ".join(scopes)
    )
    return token, secret


def _end_expired(actor: User) -> None:
    late = ApiToken.objects.filter(user=actor, ended_at__isnull=True, expires_at__lte=clock.now())
    late.update(ended_at=clock.now(), ended_why=TokenEnd.EXPIRED)


def _end(token: ApiToken, why: TokenEnd) -> None:
    token.ended_at, token.ended_why = clock.now(), why
    token.save(update_fields=["ended_at", "ended_why"])
