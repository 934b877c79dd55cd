"""Claiming due rows of money work: a killed worker holds a row only as long as its lease.

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

from payments.models import CardPayment, PaymentStatus, Payout

SLOWEST_SECONDS = 60
WAITING = (PaymentStatus.INTENDED.value, PaymentStatus.PENDING.value)
Work = type[CardPayment] | type[Payout]


class LostTurn(Exception):
    """Somebody else holds the row by now: do nothing more with it."""


@dataclass(frozen=True)
class Turn:
    """One row in our hands. ``first``: the bank cannot have heard of it before."""

    model: Work
    pk: int
    first: bool
    attempts: int


def due_turns(model: Work, limit: int) -> Iterator[Turn]:
    """Take due rows one after another, so that no row waits out its lease behind a slow bank."""
    for _ in range(limit):
        turn = _claim_next(model)
        if turn is None:
            return
        yield turn


@transaction.atomic
def _claim_next(model: Work) -> Turn | None:
    """Mark one row as sent and put its next try behind the lease.

    The mark is committed before anybody calls the bank: whoever finds it later must inquire first.
    """
    row = (
        model._default_manager.select_for_update(skip_locked=True)
        .filter(status__in=WAITING, due_at__lte=Now())
        .order_by("due_at", "pk")
        .values_list("pk", "status", "attempts")
        .first()
    )
    if row is None:
        return None
    pk, status, attempts = row
    model._default_manager.filter(pk=pk).update(
        status=PaymentStatus.PENDING.value, attempts=attempts + 1, due_at=_lease_end()
    )
    return Turn(model=model, pk=pk, first=status == PaymentStatus.INTENDED, attempts=attempts + 1)


def keep(turn: Turn) -> None:
    """Renew the lease just before money is asked to move. Raises: LostTurn."""
    if not _ours(turn).update(due_at=_lease_end()):
        raise LostTurn(f"{turn.model.__name__} {turn.pk}")


def try_later(turn: Turn) -> None:
    """Ask again after a pause that doubles up to a minute; nothing if the row is no longer ours."""
    pause = min(2 ** min(turn.attempts, 10), SLOWEST_SECONDS)
    _ours(turn).update(due_at=Now() + timedelta(seconds=pause))


def _ours(turn: Turn) -> QuerySet[CardPayment] | QuerySet[Payout]:
    return turn.model._default_manager.filter(
        pk=turn.pk, attempts=turn.attempts, status=PaymentStatus.PENDING.value
    )


def _lease_end() -> object:
    return Now() + timedelta(seconds=settings.MONEY_LEASE_SECONDS)
