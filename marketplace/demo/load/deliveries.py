"""A worker of its own: delivers events and seals the audit trail while the acts are carried out.

In life other processes do this at the same time. Here it is a process too, because two threads of
Python share one core and every load would take half as long again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.core import audit, clock, outbox
from marketplace.core.models import Delivery, DeliveryState
from marketplace.core.patience import wait_until
from marketplace.demo.load.processes import beside, told_to_finish
from marketplace.demo.load.speed import quickly

BATCH = 100
PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 40.0  # a delivery that met a locked row is tried again after up to 2**5 seconds
MODULE = "marketplace.demo.delivery_worker"


class Undelivered(Exception):
    """An event's subscriber failed; the message says how."""


@contextmanager
def worker() -> Iterator[None]:
    """Work beside the block, and after it until nothing is left. Raises: Failed, Undelivered."""
    with beside("deliveries", MODULE, clock.now().isoformat()) as companion:
        yield
        companion.finish()
    require_delivered()


def work() -> None:
    """Deliver and seal until told to finish, then whatever is left."""
    with quickly():
        while not told_to_finish():
            if not outbox.relay(BATCH):
                audit.seal()
                told_to_finish(PAUSE_SECONDS)
        drain()


def drain() -> None:
    """Deliver and seal whatever is left, waiting for what must be tried again."""
    if not _all_delivered():
        wait_until(_all_delivered, seconds=PATIENCE_SECONDS, every=1.0)
    while audit.seal():
        pass


def _all_delivered() -> bool:
    """Deliver what is due; say whether nothing is left to be tried again."""
    while outbox.relay(BATCH):
        pass
    return not Delivery.objects.filter(state=DeliveryState.PENDING).exists()


def require_delivered() -> None:
    """Raise Undelivered with the first reason unless every subscriber has had its event."""
    failed = Delivery.objects.exclude(state=DeliveryState.DONE).first()
    if failed is not None:
        raise Undelivered(f"{failed.handler}: {failed.last_error}")
