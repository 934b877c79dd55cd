"""One worker's turn, then the end: `python -m tests.trust.single_turn [--careless]`.

Drives charges, settlement and the outbox once. With ``CRASH_AT`` it dies on the way, which is what
`trust crashpoints` starts it for. ``--careless`` puts the saboteur of the kill loop into its place.
"""

from __future__ import annotations

import sys

import django

WORK = ("drive_instructions", "settle", "relay_outbox", "seal_audit")


def main(words: list[str]) -> None:
    """Do each piece of work once."""
    from marketplace.core import periodic  # noqa: PLC0415 - needs ready apps

    if "--careless" in words:
        from tests.trust.saboteur import be_careless  # noqa: PLC0415

        be_careless()
    for name in WORK:
        periodic.run(name)


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1:])
