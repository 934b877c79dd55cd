"""Loads the demo beside a running market: `python -m config.local.demo [--prepare]`.

The load is a process of its own, so that `up` answers meanwhile and outlives its failure. While it
goes on nothing else writes: see waiting.py. A load that ended half-way leaves its first mark and
not its last; `--prepare` empties such a database before anything else uses it.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

from . import progress
from .paths import var_dir
from .progress import Demo, Progress

KEPT = 3
TRAIL = "core_auditevent"
BEGUN, DONE = "demo.loading", "demo.loaded"
STEP = re.compile(r"(\d+) / (\d+)$")


def progress_file() -> Path:
    return var_dir() / "demo.json"


def marks(url: str) -> set[str]:
    """Which of the two marks a database holds, in plain SQL: the launcher does without Django."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [TRAIL])
            if cursor.fetchone()[0] is None:
                return set()
            query = f"SELECT DISTINCT action FROM {TRAIL} WHERE action IN (%s, %s)"  # noqa: S608
            cursor.execute(query, [BEGUN, DONE])
            return {row[0] for row in cursor.fetchall()}
    finally:
        connection.close()


def print_line(line: str) -> None:
    """Log a line of the load; a line of the form `n / total` moves the bar."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    step = STEP.search(line)
    if step and int(step[2]):
        percent = min(99, 100 * int(step[1]) // int(step[2]))
        progress.write(progress_file(), Progress(Demo.LOADING, percent))


def prepare() -> int:
    """Empty a database with half a demo in it. Exit code 3 when people signed up in it since."""
    from marketplace.demo.load import state  # noqa: PLC0415 - needs Django

    if state.of_database() != state.Load.INTERRUPTED:
        return 0
    if state.strangers().exists():
        print_line(
            "An earlier load ended half-way and people have signed up since: nothing is emptied. "
            "`manage.py demo --reset` starts over without them."
        )
        return KEPT
    print_line("An earlier load ended half-way; starting with an empty database …")
    state.require_resettable()
    state.empty()
    return 0


def main(words: list[str]) -> int:
    """Exit code: 0 done, 1 failed with the reason as the last line, 3 see `prepare`."""
    parser = argparse.ArgumentParser(prog="config.local.demo", description=__doc__)
    parser.add_argument("--prepare", action="store_true")
    options = parser.parse_args(words)
    import django  # noqa: PLC0415 - the launcher imports this module without it

    django.setup()
    from marketplace.demo.load import load, state  # noqa: PLC0415
    from marketplace.demo.load.bank import NoSimulator  # noqa: PLC0415

    try:
        if options.prepare:
            return prepare()
        load(print_line)
    except (state.DemoError, NoSimulator) as refused:
        print_line(str(refused))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
