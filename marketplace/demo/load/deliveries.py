"""A worker of its own: delivers events and seals the audit trail while the acts are carried out.

In life other processes do this at the same time. Here it is a process too, because two threads of
Python share one core and every load would take half as long again.
"""

from __future__ import annotations

import logging
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from marketplace.core import audit, clock, outbox
from marketplace.core.models import Delivery, DeliveryState

BATCH = 100
PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 40.0  # a delivery that met a locked row is tried again after up to 2**5 seconds
LAST_CHARACTERS = 2_000  # of the worker's log, for the message


class Undelivered(Exception):
    """An event's subscriber failed, or the worker did; the message says how."""


@contextmanager
def worker() -> Iterator[None]:
    """Work beside the block, and after it until nothing is left. Raises: Undelivered."""
    log = Path(settings.VAR_DIR) / "log" / "demo-deliveries.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as lines, _started(lines.fileno()) as process:
        yield
        if process.stdin is not None:
            process.stdin.close()
        process.wait()
    if process.returncode:
        words = log.read_text(encoding="utf-8", errors="replace")
        raise Undelivered(f"The worker beside the load failed: {words[-LAST_CHARACTERS:]}")
    require_delivered()


@contextmanager
def _started(log: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start the worker on the database in use; it never outlives the block."""
    address = urlsplit(settings.DATABASE_URL)
    name = connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        "VAR_DIR": str(settings.VAR_DIR),
    }
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "marketplace.demo.delivery_worker", clock.now().isoformat()],
        cwd=settings.BASE_DIR,
        env=env,
        stdin=subprocess.PIPE,  # its end is the word to finish, and comes if this process dies
        stdout=log,
        stderr=log,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def work(lifeline: int) -> None:
    """Deliver and seal until the lifeline (a file descriptor) ends, then whatever is left."""
    logging.disable(logging.INFO)
    do_not_wait_for_the_disk()
    with outbox.silent():
        while not _ended(lifeline, 0):
            if not outbox.relay(BATCH):
                audit.seal()
                _ended(lifeline, PAUSE_SECONDS)
        drain()


def _ended(lifeline: int, seconds: float) -> bool:
    return bool(select.select([lifeline], [], [], seconds)[0])


def drain() -> None:
    """Deliver and seal whatever is left, waiting for what must be tried again."""
    patience = Event()
    for _ in range(int(PATIENCE_SECONDS)):
        while outbox.relay(BATCH):
            pass
        if not Delivery.objects.filter(state=DeliveryState.PENDING).exists():
            break
        patience.wait(1.0)
    while audit.seal():
        pass


def require_delivered() -> None:
    """Raise Undelivered with the first reason unless every subscriber has had its event."""
    failed = Delivery.objects.exclude(state=DeliveryState.DONE).first()
    if failed is not None:
        raise Undelivered(f"{failed.handler}: {failed.last_error}")


def do_not_wait_for_the_disk() -> None:
    """Let this connection's commits return before they are on the disk, in their order."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
