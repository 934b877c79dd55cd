"""Hash every blind index under the first of INDEX_KEYS; the owner of the tables runs it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.owner_database import owner_connection
from marketplace.core import rotation


class Command(BaseCommand):
    """``manage.py rotate_index_keys``: progress per column, then one line of figures."""

    help = "Rewrite all blind indexes under the first of INDEX_KEYS; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--batch``: rows of one transaction."""
        parser.add_argument("--batch", type=int, default=rotation.BATCH)

    def handle(self, *_args: Any, batch: int, **_options: Any) -> None:
        """Renew column after column."""
        read = written = 0
        with owner_connection() as database:
            for column in rotation.indexes():
                done = rotation.Figures()
                for done in rotation.rotate(database, column, batch=batch):
                    self.stdout.write(
                        f"{column.table}.{column.target}: {done.read} read, {done.written} written"
                    )
                read, written = read + done.read, written + done.written
        self.stdout.write(f"rotated: {read} values read, {written} written")
