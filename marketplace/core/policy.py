"""Who may: a verdict is an answer with a reason, and ``require`` turns a no into a refusal."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.core.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may this user do this to that object?"."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(allowed=True)


def deny(reason: str) -> Verdict:
    """Return a refusal with a sentence that names who may instead."""
    return Verdict(allowed=False, reason=str(reason))


def require(verdict: Verdict) -> None:
    """Raise NotAllowed unless the verdict allows."""
    if not verdict.allowed:
        raise NotAllowed(verdict.reason)


def operators_only(user: Any) -> Verdict:
    """Judge work on the machine room: parked deliveries, deadlines, mails."""
    if getattr(user, "is_active", False) and getattr(user, "is_staff", False):
        return ALLOW
    return deny(_("Only an operator of the platform may do this."))
