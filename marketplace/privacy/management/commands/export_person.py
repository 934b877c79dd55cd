"""Hand out what is held of a person, as one ZIP."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.core import files
from marketplace.core.errors import DomainError
from marketplace.privacy import services
from marketplace.privacy.command_line import add_person, operator, person_named
from marketplace.privacy.models import RequestKind


class Command(BaseCommand):
    """``manage.py export_person``: asked, packed and read in the name of ``--as``."""

    help = "Write everything that is held of a person into a ZIP."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person and where the ZIP goes."""
        add_person(parser)
        parser.add_argument("--out", default="", help="file to write; else it waits in the admin")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask, pack, write; end with one line of figures."""
        actor = operator(options)
        try:
            asked = services.ask(
                RequestKind.EXPORT,
                person_named(options),
                actor=actor,
                reason=options["reason"],
                proof=options["proof"],
            )
            request = services.prepare(request_id=asked.pk)
            if request.file is None:
                raise CommandError("nothing was packed")
            if options["out"]:
                Path(options["out"]).write_bytes(files.open_for(actor, request.file))
                self.stdout.write(f"written to {options['out']}")
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"exported: request {request.pk}, {request.file.size} bytes")
