"""Claiming due instructions: a killed worker holds a row only as long as its lease.

``attempts`` grows with every claim and is the fencing token: whoever lost the row to somebody else
(a bank that was slower than the lease) may neither send nor reschedule it any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from payments.models import BankInstruction, InstructionStatus

SLOWEST_SECONDS = 60
UNFINISHED = (InstructionStatus.INTENDED, InstructionStatus.PENDING, InstructionStatus.ANSWERED)


class LostTurn(Exception):
    """Somebody else holds the row by now: do nothing more with it."""


@dataclass(frozen=True)
class Turn:
    """One row in our hands. ``first``: the bank cannot have heard of it before."""

    pk: int
    first: bool
    answered: bool
    attempts: int


def due_turns(limit: int) -> Iterator[Turn]:
    """Take due rows one after another, so that no row waits out its lease behind a slow bank."""
    for _ in range(limit):
        turn = _claim_next()
        if turn is None:
            return
        yield turn


@transaction.atomic
def _claim_next() -> Turn | None:
    """Mark one row as sent, unless it is answered, and put its next try behind the lease.

    The mark is committed before anybody calls the bank: whoever finds it later must inquire first.
    """
    row = (
        BankInstruction.objects.select_for_update(skip_locked=True)
        .filter(status__in=UNFINISHED, due_at__lte=Now())
        .order_by("due_at", "pk")
        .values_list("pk", "status", "attempts")
        .first()
    )
    if row is None:
        return None
    pk, status, attempts = row
    answered = status == InstructionStatus.ANSWERED
    BankInstruction.objects.filter(pk=pk).update(
        status=InstructionStatus.ANSWERED if answered else InstructionStatus.PENDING,
        attempts=attempts + 1,
        due_at=_lease_end(),
    )
    return Turn(
        pk=pk,
        first=status == InstructionStatus.INTENDED,
        answered=answered,
        attempts=attempts + 1,
    )


def keep(turn: Turn) -> None:
    """Renew the lease just before money is asked to move. Raises: LostTurn.

    The row is lost too when it was meanwhile put aside for a person.
    """
    if not _ours(turn).update(due_at=_lease_end()):
        raise LostTurn(f"instruction {turn.pk}")


def try_later(turn: Turn) -> None:
    """Ask again after a pause that doubles up to a minute; nothing if the row is no longer ours."""
    _ours(turn).update(due_at=after_pause(turn.attempts))


def after_pause(tries: int) -> object:
    """Return the moment after a pause that doubles with the tries, up to a minute."""
    return Now() + timedelta(seconds=min(2 ** min(tries, 10), SLOWEST_SECONDS))


def _ours(turn: Turn) -> QuerySet[BankInstruction]:
    return BankInstruction.objects.filter(
        pk=turn.pk, attempts=turn.attempts, status=InstructionStatus.PENDING
    )


def _lease_end() -> object:
    return Now() + timedelta(seconds=settings.MONEY_LEASE_SECONDS)
