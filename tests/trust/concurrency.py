"""Many threads at once on one database, let go together."""

from __future__ import annotations

import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterable

from django.db import IntegrityError, InternalError, OperationalError, connection

from marketplace.core.errors import Busy, DomainError

Job = Callable[[], object]
DONE, BUSY, BARRED = "done", "busy", "barred"


def storm(threads: int, jobs: Iterable[Job]) -> Counter[str]:
    """Run every job once on `threads` threads and count how the jobs ended.

    "done"; a refusal's own code such as "out_of_stock"; "barred": the database refused;
    "busy": a lock was not free in time. Raises: the first error of any other kind.
    """
    return Storm(threads, jobs).run()


class Storm:
    """One storm; its counters are only touched under its lock."""

    def __init__(self, threads: int, jobs: Iterable[Job]) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        for job in jobs:
            self._jobs.put(job)
        self._count = min(threads, self._jobs.qsize())
        self._barrier = threading.Barrier(self._count)
        self._lock = threading.Lock()
        self._ends: Counter[str] = Counter()
        self._errors: list[BaseException] = []

    def run(self) -> Counter[str]:
        """Let the threads go together and wait for the last."""
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._errors:
            raise self._errors[0]
        return self._ends

    def _work(self) -> None:
        try:
            connection.ensure_connection()  # connecting takes longer than most races
            self._barrier.wait(60)
            while True:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    return
                self._note(how_it_ends(job))
        except BaseException as error:  # run() shows it in its own thread
            self._barrier.abort()
            with self._lock:
                self._errors.append(error)
        finally:
            connection.close()

    def _note(self, end: str) -> None:
        with self._lock:
            self._ends[end] += 1


def how_it_ends(job: Job) -> str:
    """Run one job and put its end into a word."""
    try:
        job()
    except DomainError as refusal:
        return refusal.code
    except (IntegrityError, InternalError):
        return BARRED
    except OperationalError:
        return BUSY
    return DONE


def patiently(job: Job, *, tries: int = 20) -> Job:
    """Try again while the answer is "busy", as a person does whom the page asks for it."""

    def repeated() -> object:
        for _ in range(tries - 1):
            try:
                return job()
            except (OperationalError, Busy):
                continue
        return job()

    return repeated
