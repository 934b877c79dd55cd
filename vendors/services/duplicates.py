"""One number, one shop: what another application holds is refused without saying whose it is.

A stranger must not learn from this page who holds a number. The sentence is the same whoever holds
it; only a number that is handed in or verified answers at all; each such answer is on record, and
after a few within a day no further number is compared for this person.

NPWP and NIK of a cooperative are given to one firm, the NIB too. A person may own many firms, but
trades in their own name under one NIB (PP 28/2025): one shop of a sole trader per NIK.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards
from marketplace.core.errors import DomainError
from marketplace.core.models import AuditEvent
from vendors import policies, queries
from vendors.models import INDEXED, Vendor
from vendors.services.transitions import InvalidField

TAKEN: Final = "vendor.number_taken"
MOST_TAKEN: Final = 5  # answers of one person within the window; a slip of the finger needs one
MOST_AT_COUNTER: Final = 25  # an officer types for many people a day
WINDOW: Final = timedelta(days=1)


class NumberTaken(InvalidField):
    """Another application that is handed in or verified has this number."""

    code = "number_taken"


class TooManyTries(DomainError):
    """This person was told too often today that a number is taken."""

    code, http_status = "too_many_numbers", 429


def numbers_of(vendor: Vendor) -> dict[str, str]:
    """Return the numbers that stand in an application and only one shop may hold."""
    return {name: getattr(vendor, name) for name in ("nib", *INDEXED)}


def require_free(vendor: Vendor, numbers: Mapping[str, Any]) -> None:
    """Refuse a number that another shop holds. Raises: NumberTaken."""
    for name in ("nib", *INDEXED):
        value = numbers.get(name, "")
        if value and queries.holders_of(name, value).exclude(pk=vendor.pk).exists():
            raise taken(name)


def taken(name: str) -> NumberTaken:
    """Return the refusal of a number that another shop holds, which names no shop."""
    return NumberTaken(
        _(
            "This number is already used by another application. Check the digits. If it is your "
            "number, write to the verifiers of your region or ask to be named owner."
        ),
        field=name,
    )


@contextmanager
def watched(*, vendor_id: int, actor: User) -> Iterator[None]:
    """Let nobody try out numbers: count what is taken, refuse the next one after too many.

    Raises: TooManyTries, NumberTaken.
    """
    told = AuditEvent.objects.filter(
        action=TAKEN, actor_id=actor.pk, occurred_at__gte=clock.now() - WINDOW
    )
    most = most_taken(vendor_id, actor, told.count())
    if most:
        raise TooManyTries(
            _(
                "%(most)s numbers that others use were typed within a day. Go on tomorrow, or "
                "write to the verifiers of your region."
            )
            % {"most": most}
        )
    try:
        yield
    except NumberTaken as refused:
        _write_down(vendor_id, actor, str(refused.details.get("field", "")))
        raise


def most_taken(vendor_id: int, actor: User, told: int) -> int:
    """Return how many such answers somebody gets a day, once they had that many; else 0."""
    if told < MOST_TAKEN:
        return 0
    own = policies.active_memberships().filter(user_id=actor.pk, vendor_id=vendor_id).exists()
    most = MOST_TAKEN if own else MOST_AT_COUNTER
    return most if told >= most else 0


@guards.use_case
def _write_down(vendor_id: int, actor: User, field: str) -> None:
    audit.record(TAKEN, actor=actor, subject=Vendor.objects.get(pk=vendor_id), field=field)
