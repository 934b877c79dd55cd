"""What the commands about a person's data ask for."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from marketplace.accounts.models import User
from marketplace.privacy.people import Known, known


def add_person(parser: CommandParser) -> None:
    """Ask whose data, who acts, what for, and how the person showed who they are."""
    parser.add_argument("--account", type=int, help="number of the account")
    parser.add_argument("--email", default="", help="address, with or without an account")
    parser.add_argument("--phone", default="", help="in any usual notation")
    parser.add_argument("--nik", default="", help="16 digits")
    parser.add_argument("--as", dest="actor", default="", help="address of the acting operator")
    parser.add_argument("--reason", default="", help="what it is asked for")
    parser.add_argument("--proof", default="", help="how the person showed who they are")


def person_named(options: dict[str, Any]) -> Known:
    """Return whose data it is. Raises: RuleViolation, NotFoundError."""
    wanted = {name: options[name] for name in ("email", "phone", "nik")}
    return known(account_id=options["account"], **wanted)


def operator(options: dict[str, Any]) -> User:
    """Return who acts. Raises: CommandError for an address without an account."""
    found = User.objects.filter(email=options["actor"].lower()).first()
    if found is None:
        raise CommandError("--as: name the operator who acts by their address")
    return found
