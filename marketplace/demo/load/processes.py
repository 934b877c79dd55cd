"""Programs of the load that run beside it, on the database in use."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

LAST_CHARACTERS = 2_000  # of a program's log, for the message


class Failed(Exception):
    """A program beside the load failed; the message holds the end of its log."""


class Companion:
    """A running program: it is told to finish by the end of its standard input."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self._name, self._process, self._log = name, process, log

    @property
    def ended(self) -> bool:
        """Whether it runs no more, for whatever reason."""
        return self._process.poll() is not None

    @property
    def last_words(self) -> str:
        """The end of its log."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-LAST_CHARACTERS:]

    def finish(self) -> None:
        """Tell it to finish and wait for that. Raises: Failed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        self.require_success()

    def require_success(self) -> None:
        """Raise Failed when it ended with anything but success."""
        if self._process.poll():
            raise Failed(f"The {self._name} beside the load failed: {self.last_words}")


@contextmanager
def beside(name: str, module: str, *words: str, **variables: str) -> Iterator[Companion]:
    """Run a module of ours beside the block; it never outlives the block.

    variables: of its environment, besides ours.
    """
    log = Path(settings.VAR_DIR) / "log" / f"demo-{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    address = urlsplit(settings.DATABASE_URL)
    database = connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{database}")),
        "VAR_DIR": str(settings.VAR_DIR),
        **variables,
    }
    with log.open("wb") as lines:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", module, *words],
            cwd=settings.BASE_DIR,
            env=env,
            stdin=subprocess.PIPE,  # its end is the word to finish, and comes if this process dies
            stdout=lines,
            stderr=lines,
        )
        try:
            yield Companion(name, process, log)
        finally:
            process.kill()
            process.communicate()


def told_to_finish(seconds: float = 0) -> bool:
    """Inside such a program: whether its standard input ended, waiting for so many seconds."""
    return bool(select.select([sys.stdin], [], [], seconds)[0])
