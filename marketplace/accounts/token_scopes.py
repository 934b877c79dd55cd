"""What a token may be used for: each scope is registered by the room that knows who has use for it.

A token never gives more than its owner may do; its scopes only narrow that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User

READ: Final = "read"


@dataclass(frozen=True)
class Scope:
    """One use. ``fits``: whether a person has it at all, by the roles they hold now."""

    key: str
    label: str | Promise
    fits: Callable[[User], bool]


_scopes: dict[str, Scope] = {}


def register(key: str, label: str | Promise, fits: Callable[[User], bool]) -> None:
    """Make a scope known, at ``ready()``."""
    _scopes[key] = Scope(key, label, fits)


def fitting(user: User) -> list[Scope]:
    """Return the scopes that this person has any use for."""
    return [scope for scope in _scopes.values() if scope.fits(user)]


def labels(keys: list[str]) -> list[str]:
    """Return scopes in words, in the active language."""
    return [str(_scopes[key].label) for key in keys if key in _scopes]


register(READ, _("Read what this account sees"), lambda _user: True)
