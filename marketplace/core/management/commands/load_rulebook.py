"""Enter the national rulebook; ``migrate`` does the same after every migration."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.core.holidays import load_decreed_holidays
from marketplace.core.rule_entry import load_national_rules


class Command(BaseCommand):
    """``manage.py load_rulebook``: safe to repeat."""

    help = "Enter the national rules and public holidays that are not there yet."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Enter them and say how many."""
        self.stdout.write(f"rules entered: {load_national_rules()}")
        self.stdout.write(f"holidays entered: {load_decreed_holidays()}")
