"""Starts programs under the guard and tells how they are doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .guard import stat_fields

ROOT = Path(__file__).resolve().parents[2]
LOG_BYTES = 10_000_000
GUARD = Path(__file__).with_name("guard.py")
# Open files that each guard keeps until its program has ended, whatever became of us: a lock.
held: list[int] = []


@dataclass(slots=True)
class Program:
    """What to run and how it wants to be ended.

    log: None shows the output to the person. grace_seconds: the polite wait before SIGKILL.
    """

    name: str
    argv: list[str]
    env: dict[str, str]
    log: Path | None
    stop_signal: str = "TERM"
    grace_seconds: float = 3.0
    remove: list[Path] = field(default_factory=list)


class Running:
    """One started program. Ending it ends everything below it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        if program.log is None:
            self._process = _popen(program, None)
            return
        program.log.parent.mkdir(parents=True, exist_ok=True)
        if program.log.exists() and program.log.stat().st_size > LOG_BYTES:
            program.log.replace(program.log.with_suffix(".old"))
        with program.log.open("ab") as log:
            self._process = _popen(program, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def code(self) -> int | None:
        """Exit code, or None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        if self.code is None:
            self._process.send_signal(signal.SIGTERM)

    def ends_within(self, seconds: float) -> bool:
        """Wait so long at most; say whether it has ended."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def wait(self, seconds: float) -> None:
        """Wait for the end; past the grace the guard is closed off, which ends the rest."""
        if not self.ends_within(seconds):
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def stop(self) -> None:
        self.ask_to_stop()
        self.wait(self.program.grace_seconds + 3)

    def log_tail(self, lines: int = 15) -> str:
        """The end of the log: what to show when a start failed."""
        log = self.program.log
        text = log.read_text(errors="replace") if log and log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def result(self) -> int:
        """Wait for the end, however long it takes, and return the exit code."""
        return self._process.wait()


def _popen(program: Program, log: IO[bytes] | None) -> subprocess.Popen[bytes]:
    options = ["--signal", program.stop_signal, "--grace", str(program.grace_seconds)]
    for folder in program.remove:
        options += ["--remove", str(folder)]
    for number in held:
        options += ["--hold", str(number)]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(GUARD), *options, "--", *program.argv],
        env=program.env,
        cwd=ROOT,
        stdin=subprocess.PIPE,  # the lifeline: it closes when this process dies
        stdout=log,
        stderr=subprocess.STDOUT,
        pass_fds=held,
        start_new_session=True,  # Ctrl-C reaches the launcher only, which stops us in order
    )


def stop_all(children: list[Running]) -> None:
    """End several programs side by side."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait(child.program.grace_seconds + 3)


def program_pid(guard: int) -> int | None:
    """The process id of the program itself, one below its guard."""
    try:
        below = Path(f"/proc/{guard}/task/{guard}/children").read_text(encoding="ascii").split()
    except OSError:
        return None
    return int(below[0]) if below else None


def is_alive(pid: int) -> bool:
    """True when the process runs, whoever owns it.

    One that has ended stays in the table until its parent asks for its exit code. A container's
    first process often never asks, so an ended process counts as gone at once.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return not _has_ended(pid)


def _has_ended(pid: int) -> bool:
    """True for a process that only waits to be asked for its exit code."""
    try:
        return stat_fields(Path(f"/proc/{pid}"))[0] == "Z"
    except OSError:  # gone meanwhile, or a system without /proc: what the signal said stands
        return False
