"""Events: written with the change, delivered at least once, effective at most once.

Postgres holds the truth (``OutboxEvent`` and one ``Delivery`` per subscriber). Redis only wakes a
worker early; if it is dead a page loses at most 200 ms once, and the poller delivers instead.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from celery import Task, current_app
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.db.transaction import TransactionManagementError

from marketplace.core import audit, clock
from marketplace.core.logs import said_by
from marketplace.core.models import Delivery, DeliveryState, OutboxEvent
from marketplace.core.policy import operators_only, require
from marketplace.core.subjects import Subject

Handler = Callable[[OutboxEvent], None]
log = structlog.get_logger(__name__)
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)
MAX_ATTEMPTS = 5
LEASE = timedelta(seconds=20)
BREAKER_SECONDS = 15.0
_bell_silent_until = 0.0


def subscribe(*event_names: str, handler: str) -> Callable[[Handler], Handler]:
    """Register a function as the subscriber ``handler`` of these events, at ``ready()``."""

    def register(function: Handler) -> Handler:
        for name in event_names:
            _handlers[name][handler] = function
        return function

    return register


def emit(name: str, *, subject: models.Model, **payload: object) -> OutboxEvent:
    """Write an event and one pending delivery per subscriber; ring the bell on commit.

    Raises: TransactionManagementError outside a transaction, where "both or neither" is a lie.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("emit() belongs into the transaction of the change.")
    key = Subject.of(subject)
    event = OutboxEvent.objects.create(
        name=name,
        subject_type=key.label,
        subject_id=key.key,
        payload=payload,
        occurred_at=clock.now(),
    )
    Delivery.objects.bulk_create(
        Delivery(event=event, handler=handler) for handler in _handlers[name]
    )
    _ring_on_commit()
    return event


def _ring_on_commit() -> None:
    """Ring once per transaction, however many events it holds.

    A bell ordered in a part of the transaction that was undone is no longer in the list.
    """
    if not any(ordered[1] is ring for ordered in connection.run_on_commit):
        transaction.on_commit(ring)


def ring() -> None:
    """Wake a worker: one try of at most 200 ms, then silence for a while if Redis is down."""
    global _bell_silent_until  # noqa: PLW0603 - the breaker is per process by design
    if time.monotonic() < _bell_silent_until:
        return
    try:
        # By its name: the task imports this module, and a bell need not know who comes.
        current_app.send_task("core.run_periodic", args=("relay_outbox",), retry=False, expires=10)
    except (OSError, Task.OperationalError) as unreachable:
        _bell_silent_until = time.monotonic() + BREAKER_SECONDS
        log.warning("bell_unreachable", error=type(unreachable).__name__)


@contextmanager
def silent() -> Iterator[None]:
    """Ring for nobody inside the block: a bulk load delivers its events itself."""
    global _bell_silent_until  # noqa: PLW0603 - see ring()
    before, _bell_silent_until = _bell_silent_until, math.inf
    try:
        yield
    finally:
        _bell_silent_until = before


def relay(limit: int = 100) -> int:
    """Deliver what is due; return how many deliveries succeeded."""
    done = 0
    for delivery_id in _claim(limit):
        done += deliver(delivery_id)
    return done


@transaction.atomic
def _claim(limit: int) -> list[int]:
    due = Delivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=Now())
    ids = list(
        due.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:limit]
    )
    # A killed worker keeps its claim only as long as the lease; then somebody else takes it.
    Delivery.objects.filter(pk__in=ids).update(due_at=Now() + LEASE, attempts=F("attempts") + 1)
    return ids


def deliver(delivery_id: int) -> bool:
    """Run one subscriber for one event once. Returns whether the effect is now committed."""
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("event")
                .filter(pk=delivery_id, state=DeliveryState.PENDING)
                .first()
            )
            if delivery is None:
                return False  # done, parked, or in somebody else's hands
            _handlers[delivery.event.name][delivery.handler](delivery.event)
            delivery.state, delivery.done_at = DeliveryState.DONE, clock.now()
            delivery.save(update_fields=["state", "done_at"])
    except Exception as failure:
        _note_failure(delivery_id, failure)
        return False
    return True


def _note_failure(delivery_id: int, failure: Exception) -> None:
    log.error("delivery_failed", delivery=delivery_id, error=type(failure).__name__)
    delivery = Delivery.objects.get(pk=delivery_id)
    parked = delivery.attempts >= MAX_ATTEMPTS
    Delivery.objects.filter(pk=delivery_id, state=DeliveryState.PENDING).update(
        state=DeliveryState.PARKED if parked else DeliveryState.PENDING,
        due_at=Now() + timedelta(seconds=2**delivery.attempts),
        last_error=said_by(failure),
    )


@transaction.atomic
def retry(*, delivery_ids: Iterable[int], actor: Any) -> int:
    """Deliver parked deliveries again, on an operator's word; return how many.

    Raises: NotAllowed for anybody but an operator.
    """
    require(operators_only(actor))
    parked = Delivery.objects.select_for_update().filter(
        pk__in=delivery_ids, state=DeliveryState.PARKED
    )
    rows = list(parked.order_by("pk"))
    for row in rows:
        row.state, row.attempts, row.due_at = DeliveryState.PENDING, 0, Now()
        row.save(update_fields=["state", "attempts", "due_at"])
        audit.record("delivery.retried", actor=actor, subject=row, handler=row.handler)
    if rows:
        _ring_on_commit()
    return len(rows)


def events_after(
    cursor: tuple[int, int], limit: int = 100, *, about: models.Q | None = None
) -> models.QuerySet[OutboxEvent]:
    """Return events after (txid, id) that no open transaction can still precede.

    For cursor readers (feeds, projections, partners): without the bound a row that commits late
    would be skipped for ever. about: which ones, all without it.
    """
    txid, pk = cursor
    return (
        OutboxEvent.objects.filter(about or models.Q())
        .extra(
            where=[
                "(txid, id) > (%s, %s)",
                "txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
            ],
            params=[txid, pk],
        )
        .order_by("txid", "pk")[:limit]
    )
