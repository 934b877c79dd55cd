"""Start a simulator and wait until it listens."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import free_port
from tests.waiting import eventually

REPOSITORY = Path(__file__).resolve().parents[2]


@contextmanager
def running(module: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Run ``tests.simulators.<module>``; yields its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", f"tests.simulators.{module}", str(port)]
    process = subprocess.Popen(command, cwd=REPOSITORY)

    def listens() -> bool:
        assert process.poll() is None, f"the {module} simulator ended by itself"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        eventually(listens, seconds=30)
        yield port, process
    finally:
        process.kill()
        process.wait(10)
