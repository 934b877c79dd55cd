"""`manage.py release_snapshot vX.Y`: keep what a release makes of a database, for later ones."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tests.releases.taking import NotNow, take


class Command(BaseCommand):
    """Writes the folder of a release in tests/releases from a throw-away database."""

    help = "Keep a release's migrations and a small market made by it; see CONTRIBUTING.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """The release's name."""
        parser.add_argument("name", help="the release, such as v0.3")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take it, or say why not."""
        try:
            take(options["name"], self.stdout.write)
        except NotNow as refused:
            raise CommandError(str(refused)) from refused
