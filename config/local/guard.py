"""Runs one program so that nothing of it outlives its launcher.

`python guard.py [--signal INT] [--grace 5] [--remove DIR] -- program args…`

Standard library only: it starts in milliseconds and works before anything is installed.
The launcher holds the write end of our stdin; end of file there means that the launcher is
gone, even by `kill -9`. Orphans of the program come to us (we are a subreaper), so we can end
workers whose master was killed.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import os
import select
import shutil
import signal
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PARENT_CHECK_SECONDS = 1.0
ORPHAN_GRACE_SECONDS = 0.5
LOOK_SECONDS = 0.1


def prctl(option: int, value: int) -> None:
    """Set one process attribute; a kernel without it only loses the second safety line."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def stat_fields(process: Path) -> list[str]:
    """What the kernel tells of a process below /proc, from its state on: ["S", parent, …]."""
    text = (process / "stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()


def descendants(root: int) -> list[int]:
    """Process ids below `root`, by one walk over /proc (zombies left out)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = stat_fields(entry)
            if fields[0] != "Z":
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    queue = [root]
    while queue:
        below = parents.get(queue.pop(), [])
        found += below
        queue += below
    return found


def signal_all(pids: list[int], number: int) -> None:
    """Send a signal; a process that is already gone is what we wanted."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def reap() -> dict[int, int]:
    """Collect every ended child; returns {pid: exit code as the shell counts it}."""
    ended: dict[int, int] = {}
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            code = os.waitstatus_to_exitcode(status)
            ended[pid] = code if code >= 0 else 128 - code
    return ended


def end_descendants(grace: float, *, wakeup: int) -> None:
    """Ask whatever is left below us to stop, then insist; each end rings at ``wakeup``."""
    signal_all(descendants(os.getpid()), signal.SIGTERM)
    until = time.monotonic() + grace
    while descendants(os.getpid()):
        reap()
        if time.monotonic() > until:
            signal_all(descendants(os.getpid()), signal.SIGKILL)
        doze(wakeup, LOOK_SECONDS)
    reap()


def doze(wakeup: int, seconds: float) -> None:
    """Wait until a signal arrives, so long at most."""
    if select.select([wakeup], [], [], seconds)[0]:
        os.read(wakeup, 4096)


def start(program: list[str]) -> int:
    """Fork and exec the program; it dies with us."""
    guard = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != guard:
        os._exit(1)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    try:
        os.execvp(program[0], program)  # noqa: S606 - running this program is our whole purpose
    except OSError as error:
        sys.stderr.write(f"{program[0]}: {error}\n")
        sys.stderr.flush()
        os._exit(127)


def wait(child: int, *, stop_signal: int, grace: float, wakeup: int, stops: list[int]) -> int:
    """Sleep until the program ends, the launcher dies or someone asks us to stop."""
    launcher = os.getppid()
    lifeline = [0, wakeup]
    deadline: float | None = None
    while True:
        ended = reap()
        if child in ended:
            return ended[child]
        pace = LOOK_SECONDS if deadline else PARENT_CHECK_SECONDS
        ready, _, _ = select.select(lifeline, [], [], pace)
        if wakeup in ready:
            os.read(wakeup, 4096)
        launcher_gone = os.getppid() != launcher
        if 0 in ready and not os.read(0, 4096):
            launcher_gone = True
            lifeline = [wakeup]
        if deadline is None and (launcher_gone or stops):
            deadline = time.monotonic() + grace
            signal_all([child], stop_signal)
        if deadline is not None and time.monotonic() > deadline:
            signal_all([child, *descendants(child)], signal.SIGKILL)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--signal", default="TERM")
    parser.add_argument("--grace", type=float, default=4.0)
    parser.add_argument("--remove", action="append", default=[])
    parser.add_argument("--hold", action="append", type=int, default=[])
    parser.add_argument("program", nargs=argparse.REMAINDER)
    options = parser.parse_args(argv)
    program = options.program[1:] if options.program[:1] == ["--"] else options.program
    stop_signal = signal.Signals[f"SIG{options.signal}"]

    for number in options.hold:
        fcntl.fcntl(number, fcntl.F_SETFD, fcntl.FD_CLOEXEC)  # ours to keep, not the program's
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    stops: list[int] = []
    wakeup, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    child = start(program)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: stops.append(received))
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write)

    code = wait(child, stop_signal=stop_signal, grace=options.grace, wakeup=wakeup, stops=stops)
    end_descendants(ORPHAN_GRACE_SECONDS, wakeup=wakeup)
    for folder in options.remove:
        shutil.rmtree(folder, ignore_errors=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
