"""Write anew what is public: ``manage.py rebuild_offers``."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.services import rebuild_offers


class Command(BaseCommand):
    """Safe to repeat: what is right already is not written again."""

    help = "Write the rows of all public variants from scratch; changes of goods wait meanwhile."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild and say how many there are."""
        self.stdout.write("writing all offers from scratch …")
        self.stdout.write(f"offers: {rebuild_offers()}")
