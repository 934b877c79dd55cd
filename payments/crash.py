"""Named points at which a fault run may kill this process, as a power cut would."""

import os

_WANTED = os.environ.get("CRASH_AT", "")


def crash_point(label: str) -> None:
    """Die here, without cleaning up, when ``CRASH_AT`` names this label; otherwise nothing."""
    if label == _WANTED:
        os._exit(137)
