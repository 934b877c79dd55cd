"""Free ports on this machine's own address."""

from __future__ import annotations

import socket

from .paths import LocalError

HOST = "127.0.0.1"
TRIES = 50


def is_free(port: int) -> bool:
    """True when nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def next_free(port: int) -> int:
    """The port itself or the first free one above it. Raises: LocalError."""
    for candidate in range(port, min(port + TRIES, 65536)):
        if is_free(candidate):
            return candidate
    raise LocalError(f"No free port from {port} on. Choose another one with --port.")


def any_free() -> int:
    """A port that the system picks."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def answers(port: int) -> bool:
    """True when a connection is accepted."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
