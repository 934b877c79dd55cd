"""What the commands that write columns under a new key have in common."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.owner_database import owner_connection
from marketplace.core import rotation


class RotationCommand(BaseCommand):
    """Renews column after column by the owner of the tables; ends with one line of figures."""

    def columns(self) -> Iterable[rotation.Column]:
        """Return what is renewed."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        """``--batch``: rows of one transaction."""
        parser.add_argument("--batch", type=int, default=rotation.BATCH)

    def handle(self, *_args: Any, batch: int, **_options: Any) -> None:
        """Renew column after column."""
        read = written = 0
        with owner_connection() as database:
            for column in self.columns():
                done = rotation.Figures()
                for done in rotation.rotate(database, column, batch=batch):
                    self.stdout.write(
                        f"{column.table}.{column.target}: {done.read} read, {done.written} written"
                    )
                read, written = read + done.read, written + done.written
        self.stdout.write(f"rotated: {read} values read, {written} written")
