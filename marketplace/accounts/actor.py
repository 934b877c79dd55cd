"""Who acts: the person that a request is signed in as."""

from django.http import HttpRequest
from rest_framework.request import Request

from marketplace.accounts.models import User


def actor_of(request: HttpRequest | Request) -> User:
    """Return the person signed in; ``login_required`` or a permission class lets nobody else by."""
    assert isinstance(request.user, User)  # noqa: S101 - see above
    return request.user
