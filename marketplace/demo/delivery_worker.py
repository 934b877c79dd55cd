"""`python -m marketplace.demo.delivery_worker MOMENT`: the worker beside a load of the demo.

Works until its standard input ends, then delivers what is left. MOMENT (ISO, aware): what its clock
shows at the start.
"""

from __future__ import annotations

import sys
from datetime import datetime

import django


def main(moment: str) -> None:
    """Deliver and seal. Whatever goes wrong ends this process with a traceback."""
    from marketplace.core import clock  # noqa: PLC0415
    from marketplace.demo.load.deliveries import work  # noqa: PLC0415 - needs ready apps

    with clock.moved_to(datetime.fromisoformat(moment)):
        work()


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
