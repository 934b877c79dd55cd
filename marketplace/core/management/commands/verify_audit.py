"""Walk the audit trail's chain of hashes."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from marketplace.core import audit


class Command(BaseCommand):
    """``manage.py verify_audit``: sealed lines, the unsealed tail, the first line that breaks."""

    help = "Verify the audit trail; exit 1 if a line was changed or removed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what the walk found."""
        report = audit.verify()
        broken = "none" if report.broken_at is None else str(report.broken_at)
        self.stdout.write(
            f"sealed {report.sealed}, unsealed tail {report.unsealed}, first broken {broken}"
        )
        if report.broken_at is not None:
            sys.exit(1)
