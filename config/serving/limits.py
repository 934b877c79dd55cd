"""The sizes that must agree: threads, connections, bodies, waiting. Read from the environment.

A worker process holds at most ``threads + 1`` database connections (the one more answers
``/healthz``), so all programs together stay below the database's ``max_connections``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from config.environment import env_int

MIB = 1_048_576
CONNECTIONS_OF_OTHERS = 8  # worker with its children, beat, poller, a person at a shell
RESERVED_CONNECTIONS = 3  # that Postgres keeps for its superuser


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one worker process. Sizes in bytes, times in seconds."""

    threads: int = 8
    waiting: int = 512  # requests that may stand in the queue for a thread
    wait_seconds: float = 20.0
    body_bytes: int = 32 * MIB  # of one request
    bodies_bytes: int = 256 * MIB  # of all requests that are being read at a moment
    memory_bytes: int = MIB // 2  # of a body or an answer, beyond which it is kept on disk
    head_seconds: float = 10.0  # for the first bytes of a body
    bytes_per_second: int = 8 * 1024  # slower senders are not waited for
    send_seconds: float = 30.0  # for a client to take the next part of its answer

    @classmethod
    def of_environment(cls) -> Self:
        """Return the limits with the numbers that an operator may set."""
        usual = cls()
        return cls(
            threads=env_int("WEB_THREADS", usual.threads),
            waiting=env_int("WEB_QUEUE", usual.waiting),
            body_bytes=env_int("BODY_MAX_BYTES", usual.body_bytes),
        )


def web_workers() -> int:
    """Return how many worker processes the web server has."""
    return env_int("WEB_WORKERS", 2)


def connections_of_web() -> int:
    """Return how many database connections the web server holds at most."""
    return web_workers() * (Limits.of_environment().threads + 1)
