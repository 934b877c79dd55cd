"""Keeps a set of programs running: a dead one is started again, with growing pauses."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from . import guard
from .paths import say
from .process import Program, Running, program_pid, stop_all

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0


class Slot:
    """One program and its history of restarts; `once` never starts again."""

    def __init__(self, running: Running, *, once: bool = False) -> None:
        self.running = running
        self.once = once
        self.started = time.monotonic()
        self.pause = FIRST_PAUSE_SECONDS
        self.restart_at: float | None = None

    def look(self, now: float) -> None:
        """Notice a death, or end the pause after one."""
        name = self.running.program.name
        if self.restart_at is not None:
            if now >= self.restart_at:
                self.running = Running(self.running.program)
                self.started, self.restart_at = now, None
            return
        code = self.running.code
        if code is None or self.once:
            return
        if now - self.started > STEADY_SECONDS:
            self.pause = FIRST_PAUSE_SECONDS
        self.running.wait(0)
        say(f"{name} ended (code {code}); starting it again in {self.pause:.0f} s.")
        self.restart_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)


class Supervisor:
    """All programs of one `up`."""

    def __init__(self) -> None:
        self.slots: dict[str, Slot] = {}
        # Whoever started these before us looks after them.
        self.not_ours = set(strays(os.getpid(), set()))
        # Should a guard itself be killed, what it guarded comes to us and not to init.
        guard.prctl(guard.PR_SET_CHILD_SUBREAPER, 1)

    def adopt(self, running: Running) -> None:
        """Take over a program that runs already."""
        self.slots[running.program.name] = Slot(running)

    def start(self, program: Program) -> Running:
        running = Running(program)
        self.adopt(running)
        return running

    def start_once(self, program: Program) -> Running:
        """Start what comes to an end by itself; call `forget` then."""
        running = Running(program)
        self.slots[program.name] = Slot(running, once=True)
        return running

    def forget(self, running: Running) -> None:
        """Let go of a program that has ended."""
        del self.slots[running.program.name]
        running.wait(0)

    def look(self) -> None:
        """Restart what died, and end strays whose guard was killed."""
        now = time.monotonic()
        for slot in self.slots.values():
            slot.look(now)
        known = {slot.running.pid for slot in self.slots.values()}
        for pid in strays(os.getpid(), known | self.not_ours):
            guard.signal_all([pid], signal.SIGKILL)
            os.waitpid(pid, 0)

    def pids(self) -> dict[str, int]:
        """{name: process id of the program itself}, for those alive."""
        found = {name: program_pid(slot.running.pid) for name, slot in self.slots.items()}
        return {name: pid for name, pid in found.items() if pid}

    def stop(self, *, last: tuple[str, ...]) -> None:
        """End everything side by side; those named in `last` only when their users are gone."""
        users = [slot.running for name, slot in self.slots.items() if name not in last]
        stop_all(users)
        stop_all([self.slots[name].running for name in last if name in self.slots])


def strays(owner: int, known: set[int]) -> list[int]:
    """Direct children of `owner` that it did not start."""
    try:
        text = Path(f"/proc/{owner}/task/{owner}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [pid for pid in map(int, text.split()) if pid not in known]
