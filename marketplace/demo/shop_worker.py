"""`python -m marketplace.demo.shop_worker MOMENT PACE`: the shops' half of a load of the demo.

MOMENT (ISO, aware): up to when the year is carried out. PACE: the file that holds how far both are.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import django


def main(moment: str, pace: str) -> None:
    """Carry out the half. Whatever goes wrong ends this process with a traceback."""
    from marketplace.demo.load.shops import work  # noqa: PLC0415 - needs ready apps

    work(datetime.fromisoformat(moment), Path(pace))


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
