"""Plan, ask for, or carry out the erasure of a person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.accounts.models import User
from marketplace.core import privacy
from marketplace.core.errors import DomainError
from marketplace.privacy import people, services
from marketplace.privacy.command_line import add_person, operator, person_named
from marketplace.privacy.models import DataRequest, RequestKind


class Command(BaseCommand):
    """``manage.py erase_person``: asked with ``--as`` one operator, carried out by another."""

    help = "Erase a person: --plan shows, --as asks, --request with another --as carries out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person, or the number of a request that waits."""
        add_person(parser)
        parser.add_argument("--plan", action="store_true", help="say what would go; change nothing")
        parser.add_argument("--request", type=int, help="carry out this request")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do one of the three, print what was done, end with one line of figures."""
        try:
            if options["request"]:
                self._carry_out(options["request"], operator(options))
            elif options["plan"]:
                self._plan(person_named(options))
            else:
                self._ask(options)
        except DomainError as refused:
            raise CommandError(refused.message) from refused

    def _plan(self, one: people.Known) -> None:
        person = people.person_of(
            DataRequest(account_id=one.account_id, known_by=people.sealed(one))
        )
        against = privacy.obstacles(person)
        for sentence in against:
            self.stdout.write(f"stands against it: {sentence}")
        plan = services.what_goes(person)
        for part in plan:
            act = "removed" if part.holding.deleted else "emptied"
            self.stdout.write(f"{part.holding.table}: {len(part.keys)} rows {act}")
        rows, files = sum(len(p.keys) for p in plan), sum(len(p.files) for p in plan)
        self.stdout.write(f"planned: {rows} rows, {files} files, {len(against)} against it")

    def _ask(self, options: dict[str, Any]) -> None:
        request = services.ask(
            RequestKind.ERASE,
            person_named(options),
            actor=operator(options),
            reason=options["reason"],
            proof=options["proof"],
        )
        self.stdout.write(f"asked: request {request.pk}, a second operator carries it out")

    def _carry_out(self, number: int, actor: User) -> None:
        figures = services.carry_out(request_id=number, actor=actor)
        for table, count in sorted(figures.items()):
            self.stdout.write(f"{table}: {count} rows")
        self.stdout.write(f"erased: {sum(figures.values())} rows of {len(figures)} tables")
