"""Ask the live data whether every promise holds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from marketplace.core.invariants import examine


class Command(BaseCommand):
    """``manage.py audit_invariants``: one line per invariant, ``invariants: N/N`` at the end."""

    help = "Check the invariants on the live data; exit 1 if one is broken."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print every invariant, then the score."""
        results = examine()
        for invariant, violations in results:
            word = "BROKEN" if violations else "ok"
            self.stdout.write(f"{invariant.code} {word} {violations} {invariant.text}")
        kept = sum(not violations for _invariant, violations in results)
        self.stdout.write(f"invariants: {kept}/{len(results)}")
        if kept != len(results):
            sys.exit(1)
