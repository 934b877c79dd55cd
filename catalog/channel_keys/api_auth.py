"""Which shop a program acts for, and in which scope."""

from typing import Any

from django.utils import translation
from rest_framework import authentication, exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from catalog.channel_keys import keys
from catalog.channel_keys.models import ChannelKey, KeyScope
from marketplace.accounts.models import User


class ByKey(authentication.TokenAuthentication):
    """``Authorization: Key pbk_…``"""

    keyword = "Key"

    def authenticate_credentials(self, key: str) -> tuple[User, ChannelKey]:
        """Return who made the key, and the key. Raises: AuthenticationFailed unless it works."""
        found = keys.by_secret(key)
        if found is None:
            raise exceptions.AuthenticationFailed
        translation.activate(found.made_by.language)  # until LanguageMiddleware ends the request
        return found.made_by, found


class HasKeyScope(BasePermission):
    """A key with the scope that the view names for this method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Say whether the request may pass."""
        key = request.auth
        if not isinstance(key, ChannelKey):
            return False
        reads = request.method in {"GET", "HEAD", "OPTIONS"}
        return (KeyScope.READ if reads else view.writes_by) in key.scopes


def key_of(request: Request) -> ChannelKey:
    """Return the key of a request that ``HasKeyScope`` has let through."""
    key = request.auth
    assert isinstance(key, ChannelKey)  # noqa: S101 - the permission class
    return key
