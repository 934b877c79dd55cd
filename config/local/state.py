"""Who uses the checkout's embedded services right now: a lock and a state file in `var/`."""

from __future__ import annotations

import fcntl
import json
import os
from types import TracebackType
from typing import Any

from marketplace.core.patience import wait_until

from .env import write_private
from .paths import LocalError, var_dir
from .process import held, is_alive

State = dict[str, Any]


def read() -> State | None:
    """The state of a living owner, or None. A file left behind by `kill -9` counts as none."""
    try:
        state: State = json.loads((var_dir() / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if is_alive(int(state.get("pid", 0)) or -1) and _locked() else None


def wait_for_url(*, seconds: float) -> State | None:
    """The state of a running `up`; a short command that holds the lock has no address."""
    wait_until(lambda: _answering() or not _locked(), seconds=seconds)
    return _answering()


def _answering() -> State | None:
    found = read()
    return found if found and found.get("url") else None


def _locked() -> bool:
    """True while somebody holds the lock: process ids are reused, locks are not."""
    path = var_dir() / "services.lock"
    if not path.exists():
        return False
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


class ServicesLock:
    """Held by the one process that runs the embedded services, and by the guards of what it runs.

    The kernel frees it when the last of them is gone: after `kill -9` the next start waits until
    the old Postgres has written its data down, instead of finding its folder in use.
    """

    def __init__(self, *, wait_seconds: float) -> None:
        self.wait_seconds = wait_seconds
        self._file = (var_dir() / "services.lock").open("a", encoding="utf-8")

    def __enter__(self) -> ServicesLock:
        """Raises: LocalError when another process keeps the lock for too long."""
        if not wait_until(self.take, seconds=self.wait_seconds):
            self._file.close()
            raise LocalError(
                "Another command is using the embedded database. Wait for it to end, "
                "or run `manage.py up` and use both side by side."
            )
        return self

    def take(self) -> bool:
        """Try once."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if self._file.fileno() not in held:
            held.append(self._file.fileno())
        return True

    def publish(self, state: State) -> None:
        """Tell other commands where the services are."""
        content = json.dumps({"pid": os.getpid(), **state}, indent=1)
        write_private(var_dir() / "state.json", content.encode())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        (var_dir() / "state.json").unlink(missing_ok=True)
        held.remove(self._file.fileno())
        self._file.close()
