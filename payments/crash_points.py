"""Named points at which a fault run may kill this process, as a power cut would."""

import os

_WANTED = os.environ.get("CRASH_AT", "")


def crash_point(label: str, *, of: str = "") -> None:
    """Die here, without cleaning up, when ``CRASH_AT`` names this label; otherwise nothing.

    ``of``: the kind of instruction at work; its point is then named ``charge.claimed``.
    """
    if (f"{of}.{label}" if of else label) == _WANTED:
        os._exit(137)
