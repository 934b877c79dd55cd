"""What a refusal of the database means: from a guard's name to the refusal a person reads.

Constraints and unique indexes have names; triggers raise with ``USING CONSTRAINT = '<name>'``. The
room that owns a guard registers its sentence at ``ready()``; a test walks the database
(tests/architecture/test_guards.py) and fails for a name without a sentence.
"""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db import DatabaseError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import Busy, Conflict, DomainError, NoRoom, RuleViolation

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Guard:
    """The refusal behind the name of a guard."""

    error: type[DomainError]
    sentence: str | Promise


AGAIN: Final = Guard(Busy, _("Somebody else is working on this right now. Try again in a moment."))
DISK_FULL: Final = "53100"
# By SQLSTATE, for guards that Django names: single columns, references, sizes of fields.
_BY_STATE: Final = {
    "55P03": AGAIN,  # lock not available
    "40P01": AGAIN,  # deadlock, and we were the victim
    "40001": AGAIN,  # serialization failure
    DISK_FULL: Guard(
        NoRoom, _("There is no room left on the server; nothing was saved. Try again later.")
    ),
    "23503": Guard(
        Conflict, _("Something this refers to was changed or removed meanwhile. Reload the page.")
    ),
    "23505": Guard(
        Conflict, _("Somebody has entered the same just now. Reload the page to see it.")
    ),
    "23514": Guard(
        RuleViolation, _("One of the values is not allowed here. Check what you typed.")
    ),
    "22003": Guard(RuleViolation, _("One of the numbers is too large. Enter a smaller one.")),
    "22001": Guard(RuleViolation, _("One of the texts is too long. Shorten it.")),
}
_by_name: dict[str, Guard] = {}


def register(error: type[DomainError], sentence: str | Promise, *names: str) -> None:
    """Give guards their refusal. ``sentence``: lazy, it is read in the language of the moment."""
    for name in names:
        if name in _by_name:
            raise ValueError(f"the guard {name} has two sentences")
        _by_name[name] = Guard(error, sentence)


def known() -> dict[str, Guard]:
    """Return every registered guard by its name."""
    return dict(_by_name)


def refusal(failure: BaseException) -> DomainError | None:
    """Return what a person reads of a database error or a full disk; None for a bug."""
    cause: Any = failure.__cause__
    state = getattr(cause, "pgcode", None)
    if isinstance(failure, OSError) and failure.errno == errno.ENOSPC:
        full = _BY_STATE[DISK_FULL]
        return full.error(str(full.sentence))
    if not isinstance(failure, DatabaseError) or state is None:
        return None
    name = getattr(getattr(cause, "diag", None), "constraint_name", None)
    guard = _by_name.get(name or "") or _BY_STATE.get(state)
    return guard.error(str(guard.sentence)) if guard else None


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Run a use-case in a transaction; what the database refuses leaves it as a refusal.

    So a form or the API shows the sentence beside what was typed, as it does for our own rules.
    """

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except DatabaseError as failure:
            refused = refusal(failure)
            if refused is None:
                raise
            raise refused from failure

    return guarded
