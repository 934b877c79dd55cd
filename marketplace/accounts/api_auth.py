"""Who a program acts for, and in which scope; from here on the API speaks their language."""

from typing import Any

from django.utils import translation
from rest_framework import authentication, exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from marketplace.accounts import token_scopes, tokens
from marketplace.accounts.models import ApiToken, User


class ByToken(authentication.TokenAuthentication):
    """``Authorization: Token pb_…``"""

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        """Return owner and token. Raises: AuthenticationFailed for what is not live."""
        token = tokens.user_of(key)
        if token is None:
            raise exceptions.AuthenticationFailed
        translation.activate(token.user.language)  # until LanguageMiddleware ends the request
        return token.user, token


class BySession(authentication.SessionAuthentication):
    """Somebody signed in on the pages."""

    def authenticate(self, request: Request) -> Any:
        """Return the person, or None."""
        found = super().authenticate(request)
        if found is not None:
            translation.activate(found[0].language)
        return found


class SignedInWithScope(BasePermission):
    """Somebody is signed in, and a token has one of the scopes that the view asks for.

    A view names them by ``scopes_for(request)``; one that does not asks for reading, and takes
    nothing else by token.
    """

    def has_permission(self, request: Request, view: object) -> bool:
        """Say whether the request may pass."""
        if not request.user or not request.user.is_authenticated:
            return False
        if not isinstance(request.auth, ApiToken):
            return True
        asked = getattr(view, "scopes_for", _reading)(request)
        return not asked.isdisjoint(request.auth.scopes)


def _reading(request: Request) -> frozenset[str]:
    return frozenset({token_scopes.READ} if request.method in {"GET", "HEAD", "OPTIONS"} else ())
